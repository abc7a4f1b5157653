/** The sentences about looking through, moving and keeping logs; `texts.ts` has the rules and the rest. */
import { formatCount, formatPlural } from './format/numbers';
import { formatLogTime } from './format/times';

const lines = (count: number): string => formatPlural(count, 'line', 'lines');
const hits = (count: number): string => formatPlural(count, 'hit', 'hits');

/** The search in the log. */
export const searchTexts = {
  label: 'Search in the log',
  placeholder: 'Search',
  hint: (key: string): string => `Search in the log (${key})`,
  matchCase: 'Match case',
  wholeWord: 'Whole word',
  regex: 'Regular expression',
  next: 'Next hit (n)',
  previous: 'Previous hit (N)',
  close: 'Leave the search (Esc)',
  at: (hit: number, found: number): string => `${formatCount(hit)} of ${formatCount(found)}`,
  spokenAt: (hit: number, found: number): string => `Hit ${formatCount(hit)} of ${formatCount(found)}`,
  found: (found: number, total: number): string => `${hits(found)} in ${lines(total)}`,
  none: (total: number): string => `No hits in ${lines(total)}`,
  looking: (percent: number, found: number): string =>
    `${formatCount(percent)} % searched, ${hits(found)} so far`,
  stop: 'Cancel',
  stopHint: 'Stop looking through the rest of the log',
  stopped: (percent: number, found: number): string =>
    `Cancelled at ${formatCount(percent)} %, with ${hits(found)} so far.`,
  again: 'Search again',
  fault: (position: number, message: string): string => `Position ${formatCount(position)}: ${message}`,
  failure: (reason: string): string => `It could not be searched: ${reason}`,
  wrapped: { start: 'Went on from the start', end: 'Went on from the end' },
  unmarked: 'Hits of this pattern are found but not marked in their lines: it may take too long.',
  onlyHits: 'Only hits',
  onlyHitsHint: 'Show only the lines that are hits; they keep their numbers',
  showInFull: 'Show in full log',
  showInFullHint: 'All lines again, around this hit',
  list: 'List',
  listHint: 'List all hits below the log',
  listLabel: 'Hits',
  listKeys: '↑ ↓ go through them',
} as const;

/** The minimap. */
export const minimapTexts = {
  label: (warnings: number, errors: number): string =>
    `The log at a glance: ${formatPlural(warnings, 'warning', 'warnings')}, ${formatPlural(errors, 'error', 'errors')}`,
  hint: 'The log at a glance: go there by a click',
  bucket: ({ time, warn, error, hits: found }: MinimapBucket): string =>
    [
      formatLogTime(time),
      warn > 0 ? formatPlural(warn, 'warning', 'warnings') : '',
      error > 0 ? formatPlural(error, 'error', 'errors') : '',
      found > 0 ? hits(found) : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
} as const;

/** What is known of the lines at a place of the minimap. */
interface MinimapBucket {
  readonly time: number;
  readonly warn: number;
  readonly error: number;
  readonly hits: number;
}
