/** The dead letter shelf as it is looked at: the rows in view, the filter, what is selected, and what is done with it. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { BulkAction, JobFilter } from '../../src-shared/contract';
import type { NodeId, TreeNode } from '../../src-shared/model';
import { clearDead, finishBulk } from '../actions/bulk-work';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useNavigationStore } from '../shell/navigation-store';

/** Rows that are here. */
export interface DeadWindow {
  /** Jobs that match the filter. */
  readonly total: number;
  readonly from: number;
  readonly rows: readonly TreeNode[];
}

type Chosen = ReadonlySet<NodeId> | 'all';
type DeadAction = Extract<BulkAction, 'retry' | 'clear'>;

/** See the head of this file. */
export const useDeadStore = defineStore('dead', () => {
  const feed = useFeedStore();
  const navigation = useNavigationStore();
  const list = shallowRef<DeadWindow | null>(null);
  const failure = shallowRef<string | null>(null);
  const text = shallowRef('');
  const chosen = shallowRef<Chosen>(new Set());
  const isActing = shallowRef(false);
  /** Names of the runs that rows belong to, as far as they are known. */
  const runNames = shallowRef<ReadonlyMap<NodeId, string>>(new Map());

  let wanted = { from: 0, count: 0 };
  let isAsking = false;
  let askAgain = false;
  const askedRuns = new Set<NodeId>();

  const filter = computed<JobFilter>(() => ({
    dead: true,
    ...(text.value.trim() === '' ? {} : { text: text.value.trim() }),
  }));
  const chosenCount = computed(() => (chosen.value === 'all' ? (list.value?.total ?? 0) : chosen.value.size));

  /** Asks for the rows that are wanted now; while a question is open, the next one waits for its answer. */
  async function refresh(): Promise<void> {
    if (wanted.count === 0) return;
    askAgain = true;
    if (isAsking) return;
    isAsking = true;
    while (askAgain) {
      askAgain = false;
      const { from } = wanted;
      try {
        const answer = await call('dead.list', {
          ...wanted,
          // Without a text the engine need not look at the jobs.
          ...(filter.value.text === undefined ? {} : { filter: filter.value }),
        });
        list.value = { ...answer, from };
        failure.value = null;
        void nameRuns(answer.rows);
      } catch (error) {
        failure.value = toDetails(error).message;
      }
    }
    isAsking = false;
  }

  async function nameRuns(rows: readonly TreeNode[]): Promise<void> {
    const unknown = [...new Set(rows.map(({ runId }) => runId))].filter((id) => !askedRuns.has(id));
    for (const id of unknown) {
      askedRuns.add(id);
      try {
        const { name } = await call('node.show', { id });
        runNames.value = new Map(runNames.value).set(id, name);
      } catch {
        // The run is gone by now, and its rows with the next answer.
        askedRuns.delete(id);
      }
    }
  }

  /** Which rows are in view; none while the page is not shown. */
  function look(from: number, count: number): void {
    if (from === wanted.from && count === wanted.count) return;
    wanted = { from, count };
    void refresh();
  }

  function choose(ids: Iterable<NodeId>): void {
    chosen.value = new Set(ids);
  }

  function chooseAll(): void {
    chosen.value = 'all';
  }

  function isChosen(id: NodeId): boolean {
    return chosen.value === 'all' || chosen.value.has(id);
  }

  /** Chooses a row or leaves it out; out of "all" only the rows that are here can be named. */
  function toggle(id: NodeId): void {
    const ids = new Set(chosen.value === 'all' ? list.value?.rows.map((row) => row.id) : chosen.value);
    if (!ids.delete(id)) ids.add(id);
    chosen.value = ids;
  }

  /** Does it to what is chosen, or to all that match; answers when everything of it is done. */
  async function act(action: DeadAction, what: Chosen = chosen.value): Promise<void> {
    isActing.value = true;
    const of = what === 'all' ? filter.value : { dead: true, ids: [...what] };
    chosen.value = new Set();
    await navigation.attempt(async () => {
      if (action === 'clear') await clearDead(of);
      else await finishBulk(await call('bulk.start', { action, filter: of }));
    });
    isActing.value = false;
    await refresh();
  }

  watch(filter, () => {
    chosen.value = new Set();
    void refresh();
  });
  watch(
    () => feed.message?.revision,
    () => void refresh(),
  );

  return {
    list,
    failure,
    text,
    chosen,
    chosenCount,
    isActing,
    runNames,
    look,
    choose,
    chooseAll,
    isChosen,
    toggle,
    act,
  };
});
