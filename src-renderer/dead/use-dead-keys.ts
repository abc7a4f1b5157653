/** The keyboard of the dead letter list: moving, choosing, and what is done with what is chosen. */
import type { ComputedRef, ShallowRef } from 'vue';
import type { TreeNode } from '../../src-shared/model';
import { rowsInView, type ListGeometry } from '../scroll/anchor';
import { useCommands } from '../commands/use-commands';
import { useDeadStore } from './dead-store';

/** Binds keys to the list; `active` is the row that they act on when nothing is chosen. */
export function useDeadKeys(options: {
  readonly active: ShallowRef<number>;
  readonly list: ComputedRef<ListGeometry>;
  readonly rowAt: (index: number) => TreeNode | undefined;
  readonly reveal: (index: number) => void;
  readonly openLog: (row: TreeNode) => void;
  readonly change: (row: TreeNode) => void;
}): void {
  const { active, list, rowAt, reveal } = options;
  const store = useDeadStore();

  function goTo(index: number, extends_: boolean): void {
    const target = Math.min(Math.max(0, index), list.value.rowCount - 1);
    if (target < 0) return;
    if (extends_) {
      const ids = new Set(store.chosen === 'all' ? [] : store.chosen);
      for (const at of [active.value, target]) {
        const row = rowAt(at);
        if (row !== undefined) ids.add(row.id);
      }
      store.choose(ids);
    }
    active.value = target;
    reveal(target);
  }

  /** Does it to what is chosen, else to the active row. */
  function act(action: 'retry' | 'clear'): void {
    const row = rowAt(active.value);
    if (store.chosenCount > 0) void store.act(action);
    else if (row !== undefined) void store.act(action, new Set([row.id]));
  }

  function withRow(work: (row: TreeNode) => void): () => void {
    return () => {
      const row = rowAt(active.value);
      if (row !== undefined) work(row);
    };
  }

  const page = (): number => Math.max(1, Math.floor(rowsInView(list.value)) - 1);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => active.value + 1,
    ArrowUp: () => active.value - 1,
    PageDown: () => active.value + page(),
    PageUp: () => active.value - page(),
    Home: () => 0,
    End: () => list.value.rowCount - 1,
  };
  useCommands({
    'dead.move': (key) => {
      goTo(moves[key ?? '']?.() ?? 0, false);
    },
    'dead.extend': (key) => {
      goTo(moves[(key ?? '').replace('Shift ', '')]?.() ?? 0, true);
    },
    'dead.choose': withRow((row) => {
      store.toggle(row.id);
    }),
    'dead.chooseAll': store.chooseAll,
    'dead.chooseNone': () => {
      store.choose([]);
    },
    'dead.log': withRow(options.openLog),
    'dead.retry': () => {
      act('retry');
    },
    'dead.changes': withRow(options.change),
    'dead.clear': () => {
      act('clear');
    },
  });
}
