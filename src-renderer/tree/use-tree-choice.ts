/** Choosing rows by pointer and keyboard: the chosen row is the one that keys act on. */
import { onDeactivated, shallowRef, watch } from 'vue';
import type { TreeRow } from '../../src-shared/model';
import { useCommands } from '../commands/use-commands';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { rowsInView } from '../scroll/anchor';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';
import { useTreeSelectionStore } from './tree-selection-store';
import type { TreeView } from './use-tree-view';

/** What the tree does with clicks and keys. */
export interface TreeChoice {
  choose(row: TreeRow): void;
  /** A click: with Ctrl (⌘ on macOS) it adds the row to those selected, with Shift all rows up to it. */
  click(row: TreeRow, event: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>): void;
  /** Opens or closes a row; `below`: with everything below it. */
  fold(row: TreeRow, below?: boolean): void;
  /** A double click: opens or closes what has children, narrows to what has none. */
  enter(row: TreeRow): void;
}

/** Binds choosing to the rows in view. */
export function useTreeChoice(view: TreeView): TreeChoice {
  const feed = useFeedStore();
  const selection = useSelectionStore();
  const selected = useTreeSelectionStore();
  const navigation = useNavigationStore();
  /** Where the chosen row was seen last; keys go on from there when it is out of view. */
  const lastIndex = shallowRef(-1);
  /** A row to choose as soon as it is here. */
  const awaited = shallowRef<number | null>(null);
  /** The chosen row was not here; it is brought into view once it is. */
  const isToShow = shallowRef(false);

  function choose(row: TreeRow): void {
    awaited.value = null;
    selection.choose(row);
    selected.begin(row.id);
  }

  function click(
    row: TreeRow,
    { ctrlKey, metaKey, shiftKey }: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>,
  ): void {
    if (shiftKey) extendTo(view.indexOf(row.id));
    else if (ctrlKey || metaKey) selected.toggle(row.id, selection.selectedId);
    else choose(row);
  }

  /** Selects the rows between the one the selection goes from and this one. */
  function extendTo(index: number): void {
    const anchor = selected.anchor ?? selection.selectedId;
    const from = anchor === selection.selectedId ? present() : view.indexOf(anchor);
    if (index === -1) return;
    selected.anchor = anchor;
    void selected.extend(from === -1 ? index : from, index);
  }

  function fold(row: TreeRow, below = false, open = !row.open): void {
    void navigation.attempt(async () => {
      await call('tree.fold', { id: row.id, open, ...(below ? { below } : {}) });
      feed.look();
    });
  }

  function goTo(index: number): void {
    const target = Math.min(Math.max(0, index), view.list.value.rowCount - 1);
    if (target < 0) return;
    lastIndex.value = target;
    view.reveal(target);
    const row = view.rowAt(target);
    if (row === undefined) awaited.value = target;
    else choose(row);
  }

  function present(): number {
    const index = view.indexOf(selection.selectedId);
    if (index !== -1) return index;
    return feed.answered?.selectedId === selection.selectedId
      ? (feed.message?.tree.selectedRow ?? lastIndex.value)
      : lastIndex.value;
  }

  function goToParent(row: TreeRow): void {
    const parent = row.parentId === null ? undefined : view.rowOf(row.parentId);
    if (parent === undefined) return;
    const index = view.indexOf(parent.id);
    if (index !== -1) goTo(index);
    else choose(parent);
  }

  function onSideKey(key: 'ArrowLeft' | 'ArrowRight'): void {
    const row = view.rowOf(selection.selectedId);
    if (row === undefined) return;
    if (key === 'ArrowLeft') {
      if (row.open && row.childCount > 0) fold(row);
      else goToParent(row);
    } else if (row.childCount > 0) {
      if (row.open) goTo(present() + 1);
      else fold(row);
    }
  }

  function onEnter(): void {
    const row = view.rowOf(selection.selectedId);
    if (row !== undefined) selection.narrow(row.id);
  }

  const page = (): number => Math.max(1, Math.floor(rowsInView(view.list.value)) - 1);
  const targets: Readonly<Record<string, (from: number) => number>> = {
    ArrowDown: (from) => from + 1,
    ArrowUp: (from) => (from === -1 ? 0 : from - 1),
    PageDown: (from) => from + page(),
    PageUp: (from) => from - page(),
    Home: () => 0,
    End: () => view.list.value.rowCount - 1,
  };

  /** Where a selection by keys has come to, while there is one. */
  const head = shallowRef<number | null>(null);

  function selectTo(key: string): void {
    const index = targets[key]?.(head.value ?? present());
    if (index === undefined) return;
    const target = Math.min(Math.max(0, index), view.list.value.rowCount - 1);
    head.value = target;
    view.reveal(target);
    extendTo(target);
  }

  function isMany(): boolean {
    return selected.isMany;
  }

  useCommands({
    'tree.move': (key) => {
      const index = targets[key ?? '']?.(head.value ?? present());
      if (index !== undefined) goTo(index);
    },
    'tree.fold': (key) => {
      onSideKey(key === 'ArrowLeft' ? 'ArrowLeft' : 'ArrowRight');
    },
    'tree.foldBelow': (key) => {
      const row = view.rowOf(selection.selectedId);
      if (row !== undefined && row.childCount > 0) fold(row, true, key === 'Shift ArrowRight');
    },
    'tree.narrow': onEnter,
    'tree.select': (key) => {
      selectTo(key?.replace('Shift ', '') ?? '');
    },
    'tree.toggle': () => {
      if (selection.selectedId !== null) selected.toggle(selection.selectedId, null);
    },
    'tree.selectAll': selected.selectMatching,
    'tree.retrySelected': { run: () => selected.ask('retry'), isAvailable: isMany },
    'tree.cancelSelected': { run: () => selected.ask('cancel'), isAvailable: isMany },
    // What is selected together goes first, then the scope widens.
    'tree.widen': () => {
      if (isMany()) selected.clear();
      else selection.widen();
    },
  });

  watch(
    () => feed.message,
    (message) => {
      const index = view.indexOf(selection.selectedId);
      if (index !== -1) lastIndex.value = index;
      const row = message?.tree.selectedRow ?? null;
      const isKnown = feed.answered?.selectedId === selection.selectedId;
      if (isToShow.value && isKnown && row !== null) view.reveal(row);
      if (isKnown && row !== null) isToShow.value = false;
      const waited = awaited.value === null ? undefined : view.rowAt(awaited.value);
      if (waited !== undefined) choose(waited);
    },
  );

  // What is chosen elsewhere is brought into view; a run that was just started will be the first row.
  watch(
    () => selection.selectedId,
    (id) => {
      head.value = null;
      const index = view.indexOf(id);
      isToShow.value = id !== null && index === -1;
      if (index !== -1) view.reveal(index);
      else if (id !== null && !id.includes('.')) view.scrollTo(0);
    },
  );
  onDeactivated(() => {
    view.hoveredId.value = null;
  });

  return {
    choose,
    click,
    fold,
    enter(row) {
      if (row.childCount > 0) fold(row);
      else selection.narrow(row.id);
    },
  };
}
