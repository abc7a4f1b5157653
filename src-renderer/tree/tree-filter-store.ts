/** How the tree is sorted and what it is filtered by; the engine does both, over everything. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { JobStatus, NodeId } from '../../src-shared/model';
import type { TreeQuery, TreeSort } from '../../src-shared/tree-query';
import { useFeedStore } from '../feed/feed-store';
import { remembered } from '../settings/remembered';
import { useNavigationStore } from '../shell/navigation-store';
import { treeTexts } from '../texts-tree';

/** The orders, as the menu lists them. */
export const sortOrder: readonly TreeSort[] = ['queue', 'status', 'started', 'duration', 'name'];

/** See the head of this file. */
export const useTreeFilterStore = defineStore('tree-filter', () => {
  const feed = useFeedStore();
  const navigation = useNavigationStore();
  const sort = remembered<TreeSort>(
    'tree-sort',
    (kept) => sortOrder.find((one) => one === kept) ?? null,
    'queue',
  );
  /** What stands in the field: a text, and `tag:NAME`. */
  const typed = shallowRef('');
  const statuses = shallowRef<readonly JobStatus[]>([]);
  /** Only below this node; null: everywhere. */
  const within = shallowRef<NodeId | null>(null);

  const query = computed<TreeQuery>(() => ({
    sort: sort.value,
    statuses: [...statuses.value],
    ...readField(typed.value),
    within: within.value,
  }));
  const isFiltering = computed(
    () => query.value.statuses.length > 0 || query.value.text !== '' || query.value.tag !== null,
  );
  /** Only failed jobs and what they are part of. */
  const isOnlyFailed = computed(() => statuses.value.length === 1 && statuses.value[0] === 'failed');
  /** Whether the rows that are here are those of the query. */
  const isAnswered = computed(() => isSame(feed.answered?.treeQuery, query.value));
  /** Jobs that match; null while there is no filter or its answer is not here. */
  const matches = computed(() => (isAnswered.value ? (feed.message?.tree.matches ?? null) : null));
  /** How far the look is, from 0 to 1; null when the rows are those of now. */
  const looked = computed(() => {
    const progress = feed.message?.tree.progress ?? null;
    if (!isAnswered.value || progress === null) return null;
    return progress.total === 0 ? 0 : progress.done / progress.total;
  });

  watch(query, (treeQuery) => {
    feed.look({ treeQuery, treeFrom: 0, treeAnchors: [] });
  });
  // The order is remembered: the very first look asks for it.
  if (sort.value !== 'queue') feed.look({ treeQuery: query.value });

  /** What is shown, as a person chose it. */
  interface Chosen {
    readonly typed: string;
    readonly statuses: readonly JobStatus[];
    readonly within: NodeId | null;
  }
  let forgetCleared: () => void = () => undefined;
  /** The notice that offers to take the clearing back. */
  const offer = shallowRef<unknown>(null);
  /** What was cleared can be taken back: {@link useNavigationStore} does it while this is so. */
  const isClearedOffered = computed(() => offer.value !== null && navigation.notice === offer.value);
  watch(
    [typed, statuses, within],
    () => {
      forgetCleared();
    },
    { flush: 'sync' },
  );

  function choose(chosen: Chosen): void {
    typed.value = chosen.typed;
    statuses.value = chosen.statuses;
    within.value = chosen.within;
  }

  /** Shows more again, which can be taken back until something else is chosen. */
  function widen(to: Partial<Chosen>): void {
    const before: Chosen = { typed: typed.value, statuses: statuses.value, within: within.value };
    const wasFiltering = isFiltering.value;
    choose({ ...before, ...to });
    if (!wasFiltering) return;
    forgetCleared = navigation.tellUndoable(treeTexts.cleared, () => {
      choose(before);
    });
    offer.value = navigation.notice;
  }

  function clear(): void {
    widen({ typed: '', statuses: [], within: null });
  }

  /** Empties the field; the statuses that were chosen stay. */
  function clearField(): void {
    widen({ typed: '' });
  }

  function toggleOnlyFailed(): void {
    statuses.value = isOnlyFailed.value ? [] : ['failed'];
    within.value = null;
  }

  /** Shows the jobs of one status, of a run, step or job where one is named; a second time shows all again. */
  function toggleStatus(status: JobStatus | null, of: NodeId | null): void {
    if (status === null) {
      if (statuses.value.length > 0) widen({ statuses: [], within: null });
      return;
    }
    const isOn = isStatus(status, of);
    statuses.value = isOn ? [] : [status];
    within.value = isOn ? null : of;
  }

  /** Whether the tree shows the jobs of just this status, of the node that is named. */
  function isStatus(status: JobStatus, of: NodeId | null): boolean {
    return statuses.value.length === 1 && statuses.value[0] === status && within.value === of;
  }

  return {
    sort,
    typed,
    statuses,
    within,
    query,
    isFiltering,
    isOnlyFailed,
    isAnswered,
    matches,
    looked,
    isClearedOffered,
    clear,
    clearField,
    toggleOnlyFailed,
    toggleStatus,
    isStatus,
  };
});

/** `tag:photos broken pipe` is the tag and the text. */
export function readField(typed: string): Pick<TreeQuery, 'text' | 'tag'> {
  let tag: string | null = null;
  const text = typed.replace(/(^|\s)tag:(\S+)/i, (_, _before: string, name: string) => {
    tag = name;
    return ' ';
  });
  return { text: text.trim().slice(0, 1000), tag };
}

function isSame(answered: Partial<TreeQuery> | undefined, query: TreeQuery): boolean {
  if (answered === undefined)
    return query.sort === 'queue' && query.statuses.length === 0 && query.text === '' && query.tag === null;
  return JSON.stringify(answered) === JSON.stringify(query);
}
