/** Keys of the log while another face of the run is shown: the log comes first, then they do what they say. */
import { nextTick } from 'vue';
import type { CommandName } from '../commands/command-table';
import { useCommandsStore } from '../commands/commands-store';
import { useCommands } from '../commands/use-commands';
import { useFaceStore } from './face-store';

/** To be used by every face but the log. */
export function useLogCommandsElsewhere(): void {
  const faces = useFaceStore();
  const commands = useCommandsStore();
  const inLog = (name: CommandName) => async (key: string | null) => {
    faces.show('log');
    await nextTick();
    commands.run(name, key);
  };
  useCommands({ 'search.open': inLog('search.open'), 'log.goTo': inLog('log.goTo') });
}
