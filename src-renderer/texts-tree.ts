/** Sentences of the tree's toolbar, its filter and its selection; `texts.ts` has the rules and the rest. */
import type { BulkAction } from '../src-shared/contract';
import type { TreeSort } from '../src-shared/tree-query';
import { formatCount, formatPlural } from './format/numbers';

const jobs = (count: number): string => formatPlural(count, 'job', 'jobs');
const rows = (count: number): string => formatPlural(count, 'row', 'rows');

/** See the head of this file. */
export const treeTexts = {
  filter: 'Filter jobs',
  filterHint: 'Part of a name, a reason or an error; tag:NAME for jobs of definitions with that tag',
  onlyFailed: 'Only failed',
  onlyFailedHint: 'Only failed jobs and what they are part of',
  sort: 'Sort',
  sortHint: (order: string): string => `Sorted by ${order.charAt(0).toLowerCase()}${order.slice(1)}`,
  sorts: {
    queue: 'Order of the queue',
    status: 'Status, newest first',
    started: 'Start, newest first',
    duration: 'Duration, longest first',
    name: 'Name',
  } satisfies Record<TreeSort, string>,
  matches: (matches: number, total: number): string => `${formatCount(matches)} of ${jobs(total)} match`,
  matchesWithin: (matches: number, total: number, name: string): string =>
    `${formatCount(matches)} of ${jobs(total)} in ${name} match`,
  looking: (percent: string, matches: number): string =>
    `${formatPlural(matches, 'match', 'matches')} so far, ${percent} looked through`,
  sorting: (percent: string): string => `Sorting, ${percent}`,
  clear: 'Clear',
  cleared: 'The filter is cleared',
  clearHint: 'Show all jobs again',
  noMatchTitle: 'No job matches',
  noMatch: (total: number, what: readonly string[]): string =>
    `None of ${jobs(total)} ${what.join(' and ')}.`,
  isOneOf: (statuses: readonly string[]): string => `is ${statuses.join(' or ')}`,
  hasText: (text: string): string => `has “${text}” in its name, its reason or its error`,
  hasTag: (tag: string): string => `comes from a definition with the tag ${tag}`,
  clearFilter: 'Clear the filter',
  more: (count: number): string => formatPlural(count, 'more step', 'more steps'),
  showStep: (name: string): string => `Show ${name} where it stands`,

  selected: (count: number): string => `${rows(count)} selected`,
  selectedJobs: (count: number): string => `${jobs(count)} selected`,
  selectAll: (count: number, isFiltered: boolean): string =>
    isFiltered ? `Select all ${formatCount(count)} that match` : `Select all ${jobs(count)}`,
  selectNone: 'Select none',
  cancel: 'Cancel…',
  retry: 'Run again…',
  clearDead: 'Remove from dead letter…',
  priority: 'Priority…',
  moreActions: 'More for the selected rows',

  counting: 'Counting the jobs that this means',
  nothingMeant: {
    cancel: 'None of these jobs is pending or running: there is nothing to cancel.',
    retry: 'None of these jobs failed or was cancelled: there is nothing to run again.',
    clear: 'None of these jobs is in the dead letter.',
    priority: 'None of these jobs is pending or running: a priority would change nothing.',
  } satisfies Record<BulkAction, string>,
  questions: {
    cancel: (meant: number, others: number): string =>
      others === 0 ? `Cancel ${jobs(meant)}?` : `Cancel ${jobs(meant)}? ${ended(others)}.`,
    retry: (meant: number): string => `Run ${jobs(meant)} again?`,
    clear: (meant: number): string => `Remove ${jobs(meant)} from the dead letter? Their rows and logs stay.`,
    priority: (meant: number, _others: number, runs: number): string =>
      `Priority of ${formatPlural(runs, 'run', 'runs')} with ${jobs(meant)} to go`,
  } satisfies Record<BulkAction, (meant: number, others: number, runs: number) => string>,
  confirms: {
    cancel: (meant: number): string => `Cancel ${jobs(meant)}`,
    retry: (meant: number): string => `Run ${jobs(meant)} again`,
    clear: (meant: number): string => `Remove ${jobs(meant)}`,
    priority: (_meant: number, runs: number): string => `Change ${formatPlural(runs, 'run', 'runs')}`,
  } satisfies Record<BulkAction, (meant: number, runs: number) => string>,
  keep: {
    cancel: 'Keep them',
    retry: 'Leave them',
    clear: 'Keep them',
    priority: 'Leave it',
  } satisfies Record<BulkAction, string>,
  changingPriority: (done: number, total: number): string =>
    `Changing the priority, ${formatCount(done)} of ${formatCount(total)}`,
} as const;

function ended(count: number): string {
  return formatPlural(
    count,
    'job of the selection has ended and stays',
    'jobs of the selection have ended and stay',
  );
}
