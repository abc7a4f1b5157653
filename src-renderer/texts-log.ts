/** The sentences about looking through, moving and keeping logs; `texts.ts` has the rules and the rest. */
import type { ExportFormat } from '../src-shared/log-view';
import type { TransferState } from '../src-shared/transfer';
import { formatCount, formatPlural } from './format/numbers';
import { formatLogTime } from './format/times';

const lines = (count: number): string => formatPlural(count, 'line', 'lines');
const hits = (count: number): string => formatPlural(count, 'hit', 'hits');

/** The search in the log. */
export const searchTexts = {
  label: 'Search in the log',
  placeholder: 'Search',
  hint: 'Search in the log',
  matchCase: 'Match case',
  wholeWord: 'Whole word',
  regex: 'Regular expression',
  next: 'Next hit',
  previous: 'Previous hit',
  close: 'Leave the search',
  closed: (text: string): string =>
    `The search for “${text.length > 40 ? `${text.slice(0, 40)}…` : text}” is left`,
  /** Stands behind the number of a hit. */
  ofFound: (found: number): string => ` of ${formatCount(found)}`,
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
  context: 'Lines around',
  contextHint: 'Lines shown before and after each hit',
  contextSize: (size: number): string =>
    size === 0 ? 'Hits alone' : `${formatCount(size)} lines before and after each hit`,
  noneYet: (percent: number): string => `No hits yet, ${formatCount(percent)} % searched`,
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

const formatWords: Readonly<Record<ExportFormat, string>> = {
  text: 'text',
  jsonl: 'JSON Lines',
  csv: 'CSV',
};

/** Exports. */
export const exportTexts = {
  hint: 'Export the lines that are shown',
  entry: (count: number, format: ExportFormat): string => `Export ${lines(count)} as ${formatWords[format]}…`,
  title: (count: number): string => `Export ${lines(count)}`,
  done: (count: number, path: string): string => `Exported ${lines(count)} to ${path}`,
  archive: 'Export archive…',
  archiveTitle: (name: string): string => `Export an archive of ${name}`,
  archiveDone: (name: string, count: number, path: string): string =>
    `Exported ${name} with ${lines(count)} to ${path}`,
} as const;

/** What is opened to be read. */
export const openTexts = {
  title: 'Open',
  folderTitle: 'Open a folder of logs',
  oneDefinition: (path: string): string => `One definition opens at a time: this is ${path}.`,
  origin: { archive: 'Archive, read only', files: 'Log, read only' },
  badge: 'read only',
  from: 'Opened from',
  opened: (path: string, moment: string): string => `${path}, opened ${moment}`,
  connection: 'Read-only archive',
} as const;

/** Exports and openings as they go on. */
export const transferTexts = {
  progress: ({ kind, done, total, unit }: TransferNumbers): string =>
    `${kind === 'open' ? 'Opening' : 'Exporting'}: ${done}${total === null ? '' : ` of ${total}`}${unit}`,
  stop: 'Cancel',
  stopHint: 'Stop; what was written or read is gone again',
} as const;

/** How far a transfer has come, formatted. */
interface TransferNumbers {
  readonly kind: TransferState['kind'];
  readonly done: string;
  readonly total: string | null;
  readonly unit: string;
}

/** What of ended runs is kept. */
export const storageTexts = {
  open: 'Storage',
  openHint: 'What is kept of ended runs, and how much there is',
  title: 'Storage',
  there: (runs: number, bytes: string): string => `${formatPlural(runs, 'run', 'runs')}, ${bytes} of logs`,
  days: 'Days an ended run is kept',
  size: 'GB of logs that are kept',
  runs: 'Latest runs of each definition that are always kept',
  noLimit: 'no limit',
  limitHint: 'Empty: no limit. The oldest runs go first.',
  wrongDays: 'A whole number from 1 to 36,500, or empty',
  wrongSize: 'A number from 0.001, or empty',
  wrongRuns: 'A whole number from 0 to 100,000',
  change: 'Change what is kept',
  question: ({ days, bytes, runs, removes }: KeptNumbers): string => {
    const limits = [
      days === null ? '' : `ended runs for ${formatPlural(days, 'day', 'days')}`,
      bytes === null ? '' : `${bytes} of logs`,
      `always the latest ${formatPlural(runs, 'run', 'runs')} of each definition`,
    ];
    const kept = limits.filter((part) => part !== '').join(', ');
    const goes = `${formatPlural(removes.runs, 'run', 'runs')}, ${formatPlural(removes.jobs, 'job', 'jobs')}, ${lines(removes.lines)}, ${removes.bytes}`;
    return `Keep ${kept}? This removes ${goes} at once.`;
  },
  confirm: (runs: number): string => `Remove ${formatPlural(runs, 'run', 'runs')}`,
  keep: 'Keep all',
  removed: (runs: number, bytes: string): string => `Removed ${formatPlural(runs, 'run', 'runs')}, ${bytes}`,
  lately: 'Removed lately',
  nothingRemoved: 'Nothing was removed yet.',
  removal: (runs: number, count: number, bytes: string): string =>
    `${formatPlural(runs, 'run', 'runs')}, ${lines(count)}, ${bytes}`,
  loading: 'Counting what is there',
} as const;

/** What a rule keeps, and what there is. */
interface KeptNumbers {
  readonly days: number | null;
  /** Formatted. */
  readonly bytes: string | null;
  readonly runs: number;
  readonly removes: {
    readonly runs: number;
    readonly jobs: number;
    readonly lines: number;
    readonly bytes: string;
  };
}
