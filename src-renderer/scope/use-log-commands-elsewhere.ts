/** Keys of the log while another face of the run is shown: the log comes first, then they do what they say. */
import { nextTick } from 'vue';
import type { CommandName } from '../commands/command-table';
import { useCommandsStore, type CommandAct } from '../commands/commands-store';
import { useCommands } from '../commands/use-commands';
import { useLogNote } from '../log/log-note';
import { useLogStore } from '../log/log-store';
import { useRowSelection } from '../log/row-selection';
import { texts } from '../texts';
import { useFaceStore } from './face-store';

/** To be used by every face but the log. */
export function useLogCommandsElsewhere(): void {
  const faces = useFaceStore();
  const commands = useCommandsStore();
  const log = useLogStore();
  const selection = useRowSelection();
  const note = useLogNote();
  const isAvailable = (): boolean => log.view !== null;

  async function showLog(): Promise<void> {
    faces.show('log');
    // The log that is mounted takes the commands over.
    await nextTick();
  }

  const inLog = (name: CommandName): CommandAct => ({
    run: async (key) => {
      await showLog();
      commands.run(name, key);
    },
    isAvailable,
  });

  /** What is done to a line is done to one that a person has chosen: no other was in view. */
  const toChosenLine = (name: CommandName): CommandAct => ({
    run: async (key) => {
      await showLog();
      if (selection.head === null) note.say(texts.reading.chooseLine);
      else commands.run(name, key);
    },
    isAvailable,
  });

  useCommands({
    'search.open': inLog('search.open'),
    'log.goTo': inLog('log.goTo'),
    'log.nextError': inLog('log.nextError'),
    'log.previousError': inLog('log.previousError'),
    'log.wrap': inLog('log.wrap'),
    'log.times': inLog('log.times'),
    'log.mark': toChosenLine('log.mark'),
    'log.copyLink': toChosenLine('log.copyLink'),
  });
}
