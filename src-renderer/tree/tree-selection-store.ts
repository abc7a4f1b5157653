/** Rows of the tree that are selected together, and what is done with all of them. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { BulkAction, CommandOutput, JobFilter } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { clearDead } from '../actions/bulk-work';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useNavigationStore } from '../shell/navigation-store';
import { useTreeFilterStore } from './tree-filter-store';

/** Single rows, or all jobs that match the filter (without one: all jobs). */
export type TreeSelected = ReadonlySet<NodeId> | 'matching';

/** The question before something is done with many jobs. */
export interface BulkQuestion {
  readonly action: BulkAction;
  readonly filter: JobFilter;
  /** Null while they are being counted. */
  readonly count: CommandOutput<'bulk.count'> | null;
}

/** Rows asked for at once, and at most: the contract's limits. */
const idsAtOnce = 10_000;
const mostIds = 100_000;

/** See the head of this file. */
export const useTreeSelectionStore = defineStore('tree-selection', () => {
  const feed = useFeedStore();
  const filter = useTreeFilterStore();
  const navigation = useNavigationStore();
  const selected = shallowRef<TreeSelected>(new Set());
  /** The row that a selection by Shift goes from. */
  const anchor = shallowRef<NodeId | null>(null);
  const question = shallowRef<BulkQuestion | null>(null);

  /** Jobs that "all" means. */
  const matching = computed(() =>
    filter.isFiltering ? filter.matches : (feed.message?.totals.total ?? null),
  );
  const isMany = computed(() => selected.value === 'matching' || selected.value.size > 1);

  /** Whether a row is selected together with others. */
  function has({ id, kind, status }: Pick<TreeRow, 'id' | 'kind' | 'status'>): boolean {
    if (selected.value !== 'matching') return selected.value.has(id);
    // Rows that the others are part of are shown, too, but do not match themselves.
    const { statuses } = filter.query;
    return kind === 'job' && (statuses.length === 0 || statuses.includes(status));
  }

  function clear(): void {
    selected.value = new Set();
  }

  /** One row is chosen: it is what a selection goes from. */
  function begin(id: NodeId): void {
    anchor.value = id;
    clear();
  }

  /** Adds a row or takes it out. */
  function toggle(id: NodeId, chosen: NodeId | null): void {
    const before = selected.value === 'matching' ? [] : [...selected.value];
    // What was chosen alone belongs to the selection that begins now.
    const ids = new Set(before.length === 0 && chosen !== null ? [chosen] : before);
    if (!ids.delete(id)) ids.add(id);
    selected.value = ids;
    anchor.value = id;
  }

  /** All rows between two, both included. */
  async function extend(from: number, to: number): Promise<void> {
    const [first, last] = from < to ? [from, to] : [to, from];
    if (last - first >= mostIds) {
      navigation.tell(`At most ${mostIds.toLocaleString('en-US')} rows can be selected one by one.`);
      return;
    }
    await navigation.attempt(async () => {
      const ids: NodeId[] = [];
      for (let at = first; at <= last; at += idsAtOnce) {
        const answer = await call('tree.ids', { from: at, count: Math.min(idsAtOnce, last - at + 1) });
        ids.push(...answer.ids);
      }
      selected.value = new Set(ids);
    });
  }

  function selectMatching(): void {
    selected.value = 'matching';
  }

  /** What is selected, as the engine is told. */
  function filterOf(): JobFilter {
    if (selected.value !== 'matching') return { ids: [...selected.value] };
    const { statuses, text, tag, within } = filter.query;
    return {
      ...(statuses.length === 0 ? {} : { statuses }),
      ...(text === '' ? {} : { text }),
      ...(tag === null ? {} : { tag }),
      ...(within === null ? {} : { id: within }),
    };
  }

  /** Counts what an action would mean something for, and asks. */
  async function ask(action: BulkAction): Promise<void> {
    const asked: BulkQuestion = { action, filter: filterOf(), count: null };
    question.value = asked;
    const count = await navigation.attempt(() => call('bulk.count', { action, filter: asked.filter }));
    if (question.value !== asked) return;
    question.value = count === undefined ? null : { ...asked, count };
  }

  function dismiss(): void {
    question.value = null;
  }

  /** Does it; how far it is stands in the status bar. */
  async function confirm(priority?: number): Promise<void> {
    const asked = question.value;
    if (asked === null) return;
    dismiss();
    const { action, filter: of } = asked;
    await navigation.attempt(async () => {
      if (action === 'clear') await clearDead(of);
      else await call('bulk.start', { action, filter: of, ...(priority === undefined ? {} : { priority }) });
    });
  }

  // Another filter shows other rows: what is not seen any more is not selected any more.
  watch(() => filter.query, clear);

  return {
    selected,
    anchor,
    question,
    matching,
    isMany,
    has,
    clear,
    begin,
    toggle,
    extend,
    selectMatching,
    ask,
    dismiss,
    confirm,
  };
});
