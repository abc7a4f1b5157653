/** Keys of the search: Ctrl F from anywhere on the page, n and N while something is looked for, Esc to leave it. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import { hasControl, isTyping } from '../../shell/keys';
import { useNavigationStore } from '../../shell/navigation-store';
import { useSearchStore } from './search-store';

/** Binds the keys to the field. */
export function useSearchKeys(field: Readonly<Ref<HTMLInputElement | null>>): void {
  const navigation = useNavigationStore();
  const search = useSearchStore();

  function onKey(event: KeyboardEvent): void {
    if (navigation.page !== 'runs' || event.defaultPrevented || isInDialog(event)) return;
    if (hasControl(event) && event.key === 'f') {
      field.value?.focus();
      field.value?.select();
    } else if (search.text === '' || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    else if (event.key === 'n') search.step(1);
    else if (event.key === 'N') search.step(-1);
    else if (event.key === 'Escape') search.close();
    else return;
    event.preventDefault();
    // Esc in the tree would widen the scope, too.
    if (event.key === 'Escape') event.stopPropagation();
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey, { capture: true });
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey, { capture: true });
  });
}

/** Whether a menu, dialog or popover has the key. */
function isInDialog({ target }: KeyboardEvent): boolean {
  return (
    target instanceof Element && target.closest('[role=menu], [role=dialog], [role=alertdialog]') !== null
  );
}
