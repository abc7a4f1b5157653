/** Keys that act on the chosen row: r, Shift R, p, Ctrl . and, for its menu, the Menu key. */
import { onBeforeUnmount, onMounted } from 'vue';
import { hasControl, isFloating, isTyping } from '../shell/keys';
import { useNavigationStore } from '../shell/navigation-store';
import { useActionsStore } from './actions-store';

/** Binds them while the page of runs is shown and nothing floats above it. */
export function useActionKeys(): void {
  const navigation = useNavigationStore();
  const actions = useActionsStore();

  function onKey(event: KeyboardEvent): void {
    if (navigation.page !== 'runs' || event.defaultPrevented || isTyping(event) || isFloating(event)) return;
    const row = actions.target;
    if (row === null) return;
    if (hasControl(event) && event.key === '.') actions.act('cancel', row);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'r') actions.act('retry', row);
    else if (event.key === 'R') actions.act('changes', row);
    else if (event.key === 'p') actions.act('pause', actions.find(row.runId) ?? { ...row, id: row.runId });
    else return;
    event.preventDefault();
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey);
  });
}
