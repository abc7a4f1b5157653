/** Keys of the log: they work when the focus is in it or nowhere, and never while typing. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import { rowsInView } from '../scroll/anchor';
import { isTyping } from '../shell/keys';
import { useLogStore } from './log-store';

/** Binds the keys to the log in the box. */
export function useLogKeys(box: Readonly<Ref<HTMLElement | null>>): void {
  const log = useLogStore();
  const by = (rows: number) => (): void => {
    log.scrollTo(log.top + rows);
  };
  const page = (): number => Math.max(1, Math.floor(rowsInView(log.list)) - 1);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: by(-1),
    ArrowDown: by(1),
    PageUp: () => by(-page())(),
    PageDown: () => by(page())(),
    Home: () => log.jumpTo(0),
    End: () => log.setFollow(true),
  };

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event)) return;
    const { target } = event;
    const isHere = target instanceof Node && box.value?.contains(target) === true;
    if (!isHere && target !== document.body) return;
    const act = keys[event.key];
    if (act === undefined || event.defaultPrevented) return;
    event.preventDefault();
    act();
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey);
  });
}
