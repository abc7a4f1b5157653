/** The sentences of the history; `texts.ts` has the rules and the rest. */
import { formatCount, formatPlural } from './format/numbers';

/** Runs of a definition over time. */
export const historyTexts = {
  title: 'History',
  choose: 'Definition',
  added: 'Commands added without a definition',
  runs: (count: number): string => formatPlural(count, 'run', 'runs'),
  range: (from: string, to: string, total: string): string => `Runs ${from} to ${to} of ${total}`,
  older: 'Older runs',
  newer: 'Newer runs',
  longest: (duration: string): string => `Duration, up to ${duration}`,
  label: (name: string): string =>
    `Runs of ${name}, the latest last. Arrows go from run to run, Enter opens one.`,
  notStarted: 'not started',
  outcome: 'Outcome',
  run: 'Run',
  started: 'Started',
  duration: 'Duration',
  jobsEnded: 'Jobs ended',
  failedJobs: 'Failed',
  lines: 'Lines',
  open: 'Open run',
  empty: 'Nothing has run here yet',
  emptyLead: 'Each run shows here with how long it took and how it ended.',
  failure: (reason: string): string => `The history could not be read: ${reason}`,
  outcomes: (completed: number, failed: number, cancelled: number): string =>
    `Shown: ${[
      `${formatCount(completed)} completed`,
      `${formatCount(failed)} failed`,
      ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
    ].join(', ')}`,
} as const;
