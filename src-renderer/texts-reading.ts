/** Sentences of reading a log: wrapping, times, columns, copying, marks. */
import { formatCount, formatPlural } from './format/numbers';
import { formatLogTime } from './format/times';

const lines = (count: number): string => formatPlural(count, 'line', 'lines');

/** What a log that is read says. */
export const readingTexts = {
  wrap: 'Wrap long lines',
  wrapHint: (on: boolean): string => (on ? 'One row for each line' : 'Wrap long lines'),
  timesHint: (kind: string): string => `Times: ${kind}`,
  times: 'Times',
  timeKinds: { absolute: 'Time of day', relative: 'Since the run’s start', delta: 'Since the line before' },
  view: 'Columns, errors and marks',
  columns: {
    seq: 'Number in the run',
    line: 'Number in the job',
    attempt: 'Attempt',
    stream: 'Stream',
  },
  heads: {
    n: 'Line',
    time: 'Time',
    job: 'Job',
    seq: 'In run',
    line: 'In job',
    attempt: 'Try',
    stream: 'Stream',
    text: 'Text',
  },
  streams: { out: 'stdout', err: 'stderr', log: 'log', system: 'system' },
  foldAlike: 'Fold like lines',
  alike: (count: number, last: number): string => `${lines(count)} alike to ${formatCount(last)}`,
  alikeHint: 'Show them in the full log',
  firstError: 'First error',
  nextError: 'Next error',
  previousError: 'Previous error',
  noErrors: 'No errors in this log',
  attemptSilent: (attempt: number): string => `Attempt ${formatCount(attempt)} printed nothing`,
  noErrorAfter: 'No error after this line',
  noErrorBefore: 'No error before this line',
  marks: 'Marked lines',
  marksHint: (count: number): string => `${formatPlural(count, 'marked line', 'marked lines')} of this run`,
  markEntry: (seq: number, text: string): string => `${formatCount(seq)}  ${text}`,
  mark: 'Mark the line',
  unmark: 'Take the mark away',
  unmarkAll: 'Take all marks away',
  unmarked: (count: number): string => `${formatPlural(count, 'mark', 'marks')} taken away`,
  chooseLine: 'Choose a line first',
  marked: 'Marked',
  menu: (n: number): string => `Line ${formatCount(n)}`,
  copyLine: 'Copy the line',
  copyLines: (count: number): string => `Copy ${lines(count)}`,
  copyLink: 'Copy a link to the line',
  copyCommand: 'Copy the job’s command',
  selectJob: 'Select the job in the tree',
  narrow: 'Log of this job',
  whole: 'Show the whole line',
  copied: (count: number): string => `Copied ${lines(count)}`,
  copiedPart: (count: number, wanted: number): string =>
    `Copied the first ${formatCount(count)} of ${lines(wanted)}: the clipboard takes 10 MB. Export takes all of them.`,
  copiedLink: (link: string): string => `Copied ${link}`,
  copiedCommand: 'Copied the command',
  noCommand: 'This job has no command: it is a script or a generator',
  selected: (count: number): string => `${lines(count)} selected`,
  goToUnread: 'Type a line number, a time such as 14:03:12, or “first error”',
  nothingFrom: (time: number): string => `No line at ${formatLogTime(time)} or later`,
  nothingAt: (n: number, time: number): string =>
    `Nothing then. Line ${formatCount(n)} at ${formatLogTime(time)} is the next.`,
  noSuchLine: (n: number, runId: string): string => `Run ${runId} has no line ${formatCount(n)}`,
  tailsMore: (count: number): string =>
    `${formatPlural(count, 'more line is', 'more lines are')} being written`,
  tail: 'Being written',
} as const;
