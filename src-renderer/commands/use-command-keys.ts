/** The keyboard of the whole window: finds the command that a key means where it was pressed, and does it. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useFaceStore, type Face } from '../scope/face-store';
import { isFloating, isTyping, keyOf } from '../shell/keys';
import { useNavigationStore, type Page } from '../shell/navigation-store';
import { commandContexts, type CommandContext } from './command-table';
import { useCommandsStore } from './commands-store';

/** Contexts in which a key works that was pressed on this target, innermost first. */
function contextsAt(target: EventTarget | null, page: Page, face: Face): CommandContext[] {
  const named = target instanceof Element ? target.closest('[data-keys]')?.getAttribute('data-keys') : null;
  const focus = commandContexts.find((context) => context === named);
  const contexts: CommandContext[] = page === 'runs' ? ['search'] : [];
  if (focus !== undefined) contexts.push(focus);
  else if (page === 'runs' && (target === document.body || target === null)) contexts.push(face);
  return [...contexts, page, 'window'];
}

/** Binds the keys. Nothing that floats above the page is disturbed: a menu or a dialog has keys of its own. */
export function useCommandKeys(): void {
  const navigation = useNavigationStore();
  const commands = useCommandsStore();
  const faces = useFaceStore();

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || isFloating(event)) return;
    const key = keyOf(event);
    if (key === null) return;
    const name = commands.find(key, contextsAt(event.target, navigation.page, faces.face), isTyping(event));
    if (name === null) return;
    event.preventDefault();
    commands.run(name, key);
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey);
  });
}
