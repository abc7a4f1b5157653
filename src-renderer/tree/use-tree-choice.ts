/** Choosing rows by pointer and keyboard: the chosen row is the one that keys act on. */
import { onDeactivated, shallowRef, watch } from 'vue';
import type { TreeRow } from '../../src-shared/model';
import { useCommands } from '../commands/use-commands';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { rowsInView } from '../scroll/anchor';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';
import type { TreeView } from './use-tree-view';

/** What the tree does with clicks and keys. */
export interface TreeChoice {
  choose(row: TreeRow): void;
  fold(row: TreeRow): void;
  /** A double click: opens or closes what has children, narrows to what has none. */
  enter(row: TreeRow): void;
}

/** Binds choosing to the rows in view. */
export function useTreeChoice(view: TreeView): TreeChoice {
  const feed = useFeedStore();
  const selection = useSelectionStore();
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
  }

  function fold(row: TreeRow): void {
    void navigation.attempt(async () => {
      await call('tree.fold', { id: row.id, open: !row.open });
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
    return index === -1 ? lastIndex.value : index;
  }

  function goToParent(row: TreeRow): void {
    const parent = view.indexOf(row.parentId);
    if (parent !== -1) goTo(parent);
  }

  function onSideKey(key: 'ArrowLeft' | 'ArrowRight'): void {
    const row = view.rowAt(present());
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
    const row = view.rowAt(present());
    if (row !== undefined) selection.narrow(row.id);
  }

  const page = (): number => Math.max(1, Math.floor(rowsInView(view.list.value)) - 1);
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => goTo(present() + 1),
    ArrowUp: () => goTo(present() === -1 ? 0 : present() - 1),
    PageDown: () => goTo(present() + page()),
    PageUp: () => goTo(present() - page()),
    Home: () => goTo(0),
    End: () => goTo(view.list.value.rowCount - 1),
  };

  useCommands({
    'tree.move': (key) => moves[key ?? '']?.(),
    'tree.fold': (key) => {
      onSideKey(key === 'ArrowLeft' ? 'ArrowLeft' : 'ArrowRight');
    },
    'tree.narrow': onEnter,
    'tree.widen': selection.widen,
  });

  watch(
    () => feed.message,
    () => {
      const index = view.indexOf(selection.selectedId);
      if (index !== -1) lastIndex.value = index;
      if (index !== -1 && isToShow.value) view.reveal(index);
      if (index !== -1) isToShow.value = false;
      const row = awaited.value === null ? undefined : view.rowAt(awaited.value);
      if (row !== undefined) choose(row);
    },
  );

  // What is chosen elsewhere is brought into view; a run that was just started will be the first row.
  watch(
    () => selection.selectedId,
    (id) => {
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
    fold,
    enter(row) {
      if (row.childCount > 0) fold(row);
      else selection.narrow(row.id);
    },
  };
}
