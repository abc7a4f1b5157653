/** The options by which `list` and `jobs` filter and sort: those of the window's tree, in the words of the other verbs. */
import { jobStatuses, type JobStatus } from '../../src-shared/model';
import { isFiltering, treeSorts, type TreeQuery } from '../../src-shared/tree-query';
import type { Arguments } from './arguments';
import type { OptionSpec } from './verb-spec';

/** Them as the table of verbs shows them; `what` is filtered: "jobs". */
export function treeOptions(what: 'runs' | 'jobs'): readonly OptionSpec[] {
  const ofRuns = what === 'runs' ? 'runs' : 'jobs of runs';
  return [
    {
      name: 'search',
      value: 'TEXT',
      help: `only ${what} with this text in their name, reason or error, in any case`,
    },
    {
      name: 'status',
      value: 'S,…',
      isRepeated: true,
      help: `only ${what} that are one of these: ${jobStatuses.join(', ')}`,
    },
    { name: 'tag', value: 'T', help: `only ${ofRuns} whose definition has this tag` },
    { name: 'sort', value: 'ORDER', help: `${treeSorts.join(', ')} (default: queue)` },
    { name: 'limit', value: 'M', help: `print at most M ${what}` },
  ];
}

/** What was asked for. */
export interface AskedTree {
  readonly query: TreeQuery;
  /** Whether anything is left out for another reason than the limit. */
  readonly isFiltered: boolean;
  /** Infinity where there is none. */
  readonly limit: number;
}

/** Reads the options. Throws `bad-input`. */
export function readTreeOptions(given: Arguments): AskedTree {
  const query: TreeQuery = {
    sort: given.choice('sort', treeSorts) ?? 'queue',
    statuses: [...given.choices<JobStatus>('status', jobStatuses)],
    text: given.text('search') ?? '',
    tag: given.text('tag'),
    within: null,
  };
  return {
    query,
    isFiltered: isFiltering(query),
    limit: given.wholeNumber('limit', { min: 0 }) ?? Infinity,
  };
}
