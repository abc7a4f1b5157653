/** Lets a component do commands of the table while it is shown. */
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue';
import { useCommandsStore, type CommandActs } from './commands-store';

/** Registers the commands while the component is mounted and, on a page that is put aside, shown. */
export function useCommands(acts: CommandActs): void {
  const commands = useCommandsStore();
  let remove: (() => void) | null = null;
  const begin = (): void => {
    remove ??= commands.register(acts);
  };
  const end = (): void => {
    remove?.();
    remove = null;
  };
  onMounted(begin);
  onActivated(begin);
  onDeactivated(end);
  onBeforeUnmount(end);
}
