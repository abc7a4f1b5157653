/** The sentences of a run's other faces and of its timeline; `texts.ts` has the rules and the rest. */
import type { BarOutcome } from '../src-shared/timeline';
import { formatCount, formatPlural, formatTenths, narrowSpace } from './format/numbers';

const attempts = (count: number): string => formatPlural(count, 'attempt', 'attempts');
const slots = (count: number): string => formatPlural(count, 'slot', 'slots');

/** The switch in a run's header. */
export const faceTexts = {
  label: 'Faces of the run',
  log: 'Log',
  timeline: 'Timeline',
  graph: 'Graph',
  compare: 'Compare',
} as const;

/** Attempts over time. */
export const timelineTexts = {
  title: 'Attempts by executor slot',
  legend: {
    completed: 'completed',
    retried: 'failed, tried again',
    failed: 'failed',
    running: 'running',
    cancelled: 'cancelled',
    other: 'outside the scope',
  } satisfies Readonly<Record<BarOutcome, string>>,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole run',
  wholeHint: 'Show the whole run',
  empty: 'Nothing has started',
  failure: (reason: string): string => `Attempts could not be read: ${reason}`,
  inUse: 'Slots in use',
  inUseRange: (most: number): string => `0 to ${formatCount(most)}`,
  slot: (number: number): string => `Slot ${formatCount(number)}`,
  now: 'now',
  range: (from: string, to: string): string => `${from} to ${to}`,
  since: (from: string): string => `since ${from}`,
  windowLabel: 'Part of the run that is shown',
  windowStart: 'Start of the part that is shown',
  windowEnd: 'End of the part that is shown',
  label: 'Attempts over time',
  keys: 'Arrows move, plus and minus zoom, Home shows the whole run, Shift with an arrow goes from bar to bar, Enter chooses the job.',
  summary: (range: string, counts: readonly string[]): string => `${range}: ${counts.join(', ')}.`,
  count: (count: number, outcome: BarOutcome): string =>
    `${formatCount(count)} ${outcome === 'retried' ? 'failed and tried again' : outcome}`,
  bar: (name: string, what: string): string => `${name}: ${what}`,
  attempt: (number: number, of: number): string => `attempt ${formatCount(number)} of ${formatCount(of)}`,
  exit: (code: number, after: string, slot: number): string =>
    `Exit code ${code} after ${after}, slot ${formatCount(slot)}`,
  ended: (how: string, after: string, slot: number): string =>
    `${how} after ${after}, slot ${formatCount(slot)}`,
  running: (after: string, slot: number): string => `Running for ${after}, slot ${formatCount(slot)}`,
  merged: (count: number): string => attempts(count),
  mergedWorst: (worst: string): string => `The worst of them ${worst}. Zoom in to tell them apart.`,
  worst: {
    other: 'is outside the scope',
    completed: 'completed',
    running: 'runs',
    cancelled: 'was cancelled',
    retried: 'failed and was tried again',
    failed: 'failed',
  } satisfies Readonly<Record<BarOutcome, string>>,
  timeTitle: (count: number, span: string): string => `Where the time of ${slots(count)} went, ${span}`,
  time: {
    completed: 'Work that counted',
    running: 'Attempts that run',
    failed: 'Attempts that failed',
    cancelled: 'Attempts that were cancelled',
    other: 'Outside the scope',
    idle: 'Slots idle',
  },
  percent: (tenths: number): string => `${formatTenths(tenths / 10)}${narrowSpace}%`,
  countsTitle: 'Attempts in this window',
  counts: {
    completed: 'Completed',
    failed: 'Failed, no attempts left',
    retried: 'Failed, tried again',
    cancelled: 'Cancelled',
    running: 'Running now',
  },
  countsTotal: 'Attempts',
  longestTitle: 'Longest in this window',
} as const;
