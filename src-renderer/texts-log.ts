/** The sentences about looking through, moving and keeping logs; `texts.ts` has the rules and the rest. */
import { formatCount, formatPlural } from './format/numbers';

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
