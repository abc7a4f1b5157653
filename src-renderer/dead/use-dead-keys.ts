/** The keyboard of the dead letter list: moving, choosing, and what is done with what is chosen. */
import type { ComputedRef, ShallowRef } from 'vue';
import type { TreeNode } from '../../src-shared/model';
import { useCommands } from '../commands/use-commands';
import { rowAfter } from '../scroll/list-moves';
import { useDeadStore } from './dead-store';

/** Binds keys to the list; `active` is the row that they act on when nothing is chosen. */
export function useDeadKeys(options: {
  readonly active: ShallowRef<number>;
  readonly rowCount: ComputedRef<number>;
  readonly pageRows: () => number;
  readonly rowAt: (index: number) => TreeNode | undefined;
  readonly reveal: (index: number) => void;
  readonly openLog: (row: TreeNode) => void;
  readonly change: (row: TreeNode) => void;
}): void {
  const { active, rowCount, rowAt, reveal } = options;
  const store = useDeadStore();

  function move(key: string, extends_: boolean): void {
    const target = rowAfter(key, active.value, { rowCount: rowCount.value, pageRows: options.pageRows() });
    if (target === null) return;
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

  useCommands({
    'dead.move': (key) => {
      move(key ?? '', false);
    },
    'dead.extend': (key) => {
      move((key ?? '').replace('Shift ', ''), true);
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
