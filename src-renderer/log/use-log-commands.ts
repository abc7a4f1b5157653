/** Commands of the log that is shown, and what is copied from it. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import type { CommandAct } from '../commands/commands-store';
import { useCommands } from '../commands/use-commands';
import { useFaceStore } from '../scope/face-store';
import { useNavigationStore } from '../shell/navigation-store';
import { copyLinkTo, copyRows } from './copy-rows';
import { useLogChoices } from './log-choices';
import { useLogJumps } from './log-jumps';
import { useLogNote } from './log-note';
import { useLogStore } from './log-store';
import { useMarksStore } from './marks-store';
import { useRowSelection } from './row-selection';
import { rowHeight } from '../settings/preferences';

/** Registers the commands for the log in the panel. */
export function useLogCommands(panel: Readonly<Ref<HTMLElement | null>>): void {
  const log = useLogStore();
  const navigation = useNavigationStore();
  const selection = useRowSelection();
  const choices = useLogChoices();
  const jumps = useLogJumps();
  const marks = useMarksStore();
  const note = useLogNote();
  const faces = useFaceStore();

  const pageRows = (): number => Math.max(1, Math.floor(log.list.height / rowHeight.log) - 1);
  const by = (rows: number) => (): void => {
    if (selection.head === null) log.scrollBy(rows * rowHeight.log);
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

  const moves: Readonly<Record<string, () => void>> = {
    ArrowUp: by(-1),
    ArrowDown: by(1),
    PageUp: () => by(-pageRows())(),
    PageDown: () => by(pageRows())(),
  };
  const extensions: Readonly<Record<string, () => void>> = {
    'Shift ArrowUp': extendBy(-1),
    'Shift ArrowDown': extendBy(1),
    'Shift PageUp': () => extendBy(-pageRows())(),
    'Shift PageDown': () => extendBy(pageRows())(),
    'Shift Home': () => extendTo(0),
    'Shift End': () => extendTo(log.matching - 1),
  };
  /** In a small window the log comes first where the tree is shown. */
  const shown = (work: () => unknown): CommandAct => ({
    run: () => {
      faces.show('log');
      return work();
    },
    isAvailable: () => log.view !== null,
  });

  useCommands({
    'log.move': (key) => moves[key ?? '']?.(),
    'log.start': () => (selection.clear(), log.jumpTo(0)),
    'log.follow': () => (selection.clear(), log.setFollow(true)),
    'log.select': (key) => extensions[key ?? '']?.(),
    'log.selectAll': {
      run: () => selection.select(0, log.matching - 1),
      isAvailable: () => log.matching > 0,
    },
    'log.unselect': { run: selection.clear, isAvailable: () => selection.count > 0 },
    'log.wrap': shown(() => (choices.wrap = !choices.wrap)),
    'log.times': shown(choices.cycleTimes),
    'log.nextError': shown(() => note.attempt(() => jumps.goToError('next'))),
    'log.previousError': shown(() => note.attempt(() => jumps.goToError('previous'))),
    'log.mark': shown(() => {
      const row = jumps.currentRow();
      if (row !== null) marks.toggle(row);
    }),
    'log.copyLink': shown(() => {
      const row = jumps.currentRow();
      if (row !== null) void copyLinkTo(row);
    }),
  });

  function isInLog(target: EventTarget | null): boolean {
    if (target === document.body) return true;
    return target instanceof Node && panel.value?.contains(target) === true;
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
    document.addEventListener('copy', onCopy);
  });
  onBeforeUnmount(() => {
    document.removeEventListener('copy', onCopy);
  });
}

function closestLine(node: Node | null): Element | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  return element?.closest('[role=row]') ?? null;
}
