/**
 * Keys of the log. Those that move and select work when the focus is in it or nowhere; those that are a letter
 * everywhere on the page; none of them while typing, or in a menu.
 */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import { hasControl, isFloating, isTyping } from '../shell/keys';
import { useNavigationStore } from '../shell/navigation-store';
import { copyLinkTo, copyRows } from './copy-rows';
import { useLogChoices } from './log-choices';
import { useLogJumps } from './log-jumps';
import { useLogNote } from './log-note';
import { logRowHeight } from './log-place';
import { useLogStore } from './log-store';
import { useMarksStore } from './marks-store';
import { useRowSelection } from './row-selection';

/** Binds the keys to the log in the panel. */
export function useLogKeys(panel: Readonly<Ref<HTMLElement | null>>): void {
  const log = useLogStore();
  const navigation = useNavigationStore();
  const selection = useRowSelection();
  const choices = useLogChoices();
  const jumps = useLogJumps();
  const marks = useMarksStore();
  const note = useLogNote();

  const pageRows = (): number => Math.max(1, Math.floor(log.list.height / logRowHeight) - 1);
  const by = (rows: number) => (): void => {
    if (selection.head === null) log.scrollBy(rows * logRowHeight);
    else moveTo(selection.head + rows);
  };

  /** Moves the one selected row. */
  function moveTo(row: number): void {
    selection.select(row, row);
    if (selection.head !== null) log.showRow(selection.head);
  }

  function extendTo(row: number): void {
    if (selection.head === null) {
      const first = jumps.currentIndex();
      if (first === null) return;
      selection.select(first, first);
    }
    log.setFollow(false);
    selection.extend(row);
    if (selection.head !== null) log.showRow(selection.head);
  }

  const extendBy = (rows: number) => (): void => {
    const from = jumps.currentIndex();
    // The first press takes the line that is there, the next ones go on from it.
    if (from !== null) extendTo(selection.head === null ? from : from + rows);
  };

  const plainKeys: Readonly<Record<string, () => void>> = {
    ArrowUp: by(-1),
    ArrowDown: by(1),
    PageUp: () => by(-pageRows())(),
    PageDown: () => by(pageRows())(),
    Home: () => (selection.clear(), log.jumpTo(0)),
    End: () => (selection.clear(), log.setFollow(true)),
  };
  const shiftKeys: Readonly<Record<string, () => void>> = {
    ArrowUp: extendBy(-1),
    ArrowDown: extendBy(1),
    PageUp: () => extendBy(-pageRows())(),
    PageDown: () => extendBy(pageRows())(),
    Home: () => extendTo(0),
    End: () => extendTo(log.matching - 1),
  };
  const letters: Readonly<Record<string, () => void>> = {
    w: () => (choices.wrap = !choices.wrap),
    t: choices.cycleTimes,
    e: () => void note.attempt(() => jumps.goToError('next')),
    E: () => void note.attempt(() => jumps.goToError('previous')),
    m: () => {
      const row = jumps.currentRow();
      if (row !== null) marks.toggle(row);
    },
  };

  function actOf(event: KeyboardEvent): (() => void) | undefined {
    const isHere = isInLog(event.target);
    if (hasControl(event)) {
      if (event.key === 'l' && log.view !== null) return copyLink;
      if (event.key === 'a' && isHere && log.matching > 0) return () => selection.select(0, log.matching - 1);
      return undefined;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (log.view !== null && event.key in letters) return letters[event.key];
    if (!isHere) return undefined;
    if (event.key === 'Escape') return selection.count > 0 ? selection.clear : undefined;
    return (event.shiftKey ? shiftKeys : plainKeys)[event.key];
  }

  function copyLink(): void {
    const row = jumps.currentRow();
    if (row !== null) void copyLinkTo(row);
  }

  function isInLog(target: EventTarget | null): boolean {
    if (target === document.body) return true;
    return target instanceof Node && panel.value?.contains(target) === true;
  }

  function onKey(event: KeyboardEvent): void {
    if (navigation.page !== 'runs' || event.defaultPrevented || isTyping(event) || isFloating(event)) return;
    const act = actOf(event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  /** What is marked inside a line is copied as it reads, in one line though it is wrapped; else the selected rows are. */
  function onCopy(event: ClipboardEvent): void {
    if (navigation.page !== 'runs' || document.activeElement instanceof HTMLInputElement) return;
    const marked = document.getSelection();
    if (marked !== null && !marked.isCollapsed) {
      if (!isInLog(marked.anchorNode) || closestLine(marked.anchorNode) === null) return;
      event.clipboardData?.setData('text/plain', marked.toString().replace(/\r?\n/g, ''));
      event.preventDefault();
    } else if (selection.count > 0 && isInLog(document.activeElement)) {
      event.preventDefault();
      void copyRows();
    }
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey);
    document.addEventListener('copy', onCopy);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey);
    document.removeEventListener('copy', onCopy);
  });
}

function closestLine(node: Node | null): Element | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return element?.closest('[role=row]') ?? null;
}
