/** The sentences about what can be done with runs, jobs and the queue; `texts.ts` has the rules and the rest. */
import type { NodeKind } from '../src-shared/model';
import { formatCount, formatPlural } from './format/numbers';

const jobs = (count: number): string => formatPlural(count, 'job', 'jobs');
const failedJobs = (count: number): string => formatPlural(count, 'failed job', 'failed jobs');
const kindWords: Readonly<Record<NodeKind, string>> = { run: 'run', step: 'step', job: 'job' };

/** What can be done with a run, step or job. */
export const actionTexts = {
  menu: (name: string): string => `Actions for ${name}`,
  more: 'More actions',
  cancel: (kind: NodeKind): string => `Cancel ${kindWords[kind]}…`,
  cancelQuestion: (open: number, completed: number): string =>
    completed === 0
      ? `Cancel ${jobs(open)}?`
      : `Cancel ${jobs(open)}? ${formatPlural(completed, 'completed job stays', 'completed jobs stay')}.`,
  cancelNothingYet: (kind: NodeKind): string => `Cancel this ${kindWords[kind]}? It has no open jobs yet.`,
  cancelConfirm: (open: number): string => (open === 0 ? 'Cancel it' : `Cancel ${jobs(open)}`),
  cancelKeep: 'Keep running',
  continue: 'Continue',
  pause: 'Pause',
  pauseRun: 'Pause run',
  paused: (name: string): string => `${name} is paused: what runs goes on, nothing new starts`,
  resumed: (name: string): string => `${name} goes on`,
  resume: 'Resume',
  resumeRun: 'Resume run',
  continueRun: 'Continue run',
  runAgain: 'Run again',
  runChanged: 'With changes…',
  runChangedHint: 'Run again with other values',
  runNow: 'Run now',
  retryNode: (kind: NodeKind): string => `Retry ${kindWords[kind]}`,
  retryCancelled: (count: number): string =>
    `Retry ${formatPlural(count, 'cancelled job', 'cancelled jobs')}`,
  retryFailed: (count: number): string => `Retry ${failedJobs(count)}`,
  withChanges: 'With changes…',
  runAgainWithChanges: 'Run again with changes…',
  nothingToRetry: (name: string): string => `Nothing of ${name} failed, so there is nothing to run again.`,
  onlyJobsChange: 'Choose a job that failed or was cancelled: changes are made to one job.',
  log: (kind: NodeKind): string => `Log of this ${kindWords[kind]}`,
  copyId: (id: string): string => `Copy id ${id}`,
  clear: 'Remove from dead letter',
  limits: 'Limits and priority…',
  send: 'Send input…',
  remove: 'Delete run…',
  removeQuestion: (name: string, total: number, lines: number): string =>
    `Delete ${name} with ${jobs(total)} and ${formatPlural(lines, 'line', 'lines')} of its log? It cannot be brought back.`,
  removeConfirm: 'Delete run',
  keep: 'Keep it',
  close: 'Close',
} as const;

/** "Run again with changes". */
export const changesTexts = {
  title: (name: string): string => `Run ${name} again with changes`,
  command: 'Command',
  commandHint: 'Goes to the shell once it is changed. Ctrl Enter runs it.',
  environment: 'Environment',
  environmentHint: 'NAME=value, one on each line, set on top of what it had.',
  item: 'Item',
  badLine: (line: number, text: string): string => `Line ${line} must be NAME=value, not "${text}"`,
  emptyCommand: 'A command is needed',
  run: 'Run again',
  loading: 'Reading what it ran',
} as const;

/** "Send input". */
export const sendTexts = {
  title: (name: string): string => `Send input to ${name}`,
  text: 'Text',
  hint: 'Goes to the standard input of the command, as lines. Ctrl Enter sends it.',
  end: 'Close the input afterwards',
  send: 'Send',
} as const;

/** "Limits and priority". */
export const limitsTexts = {
  title: (name: string): string => `Limits and priority of ${name}`,
  concurrency: 'Jobs at once',
  priority: 'Priority',
  priorityHint: 'Higher goes first.',
  steps: 'Jobs at once in a step',
  asTheRun: 'as the run',
  wrongCount: 'A whole number from 1 to 10,000',
  wrongPriority: 'A whole number from −1,000,000 to 1,000,000',
  save: 'Change run',
  nothing: 'Nothing is changed yet.',
} as const;

/** The dead letter page. */
export const deadTexts = {
  title: 'Dead letter',
  railHint: (count: number): string => `Dead letter: ${jobs(count)}`,
  label: 'Jobs without attempts left',
  count: (count: number): string => `${jobs(count)} without attempts left`,
  matching: (matching: number, total: number): string => `${formatCount(matching)} of ${jobs(total)} match`,
  selected: (count: number): string => `${formatCount(count)} selected`,
  selectAll: (count: number): string => `Select all ${formatCount(count)}`,
  selectNone: 'Select none',
  filter: 'Filter by name, reason or error',
  clearFilter: 'Clear the filter',
  retry: (count: number): string => `Retry ${jobs(count)}`,
  retryAll: (count: number): string => `Retry all ${formatCount(count)}`,
  remove: (count: number): string => `Remove ${jobs(count)}`,
  removeHint: 'Takes them off this shelf. Their rows and logs stay.',
  openLog: 'Open the log',
  name: 'Job',
  why: 'Why',
  attempts: 'Attempts',
  run: 'Run',
  when: 'Failed',
  emptyTitle: 'Nothing is dead',
  emptyLead:
    'A job that failed and has no attempts left waits here, with its log and everything it was asked to do. Send it round again, as it is or with changes, or remove it from this shelf; its row stays in its run.',
  noMatch: (text: string): string => `No job with "${text}" in its name, reason or error.`,
  retrying: (done: number, total: number): string => `Retrying ${formatCount(done)} of ${formatCount(total)}`,
  removed: (count: number): string => `${jobs(count)} removed from the dead letter`,
  puttingBack: (done: number, total: number): string =>
    `Putting back ${formatCount(done)} of ${formatCount(total)}`,
  removing: (done: number, total: number): string => `Removing ${formatCount(done)} of ${formatCount(total)}`,
  cancelling: (done: number, total: number): string =>
    `Cancelling ${formatCount(done)} of ${formatCount(total)}`,
  stop: 'Stop',
  stopHint: 'Stops after the part under way; what is done stays done',
} as const;

/** The control of the queue in the status bar. */
export const queueTexts = {
  label: 'Queue',
  paused: 'Queue paused',
  running: 'Queue is running',
  pausedLong: 'Paused: what runs goes on, nothing new starts',
  open: (state: string): string => `${state}. Show the queue`,
  pauseDone: 'The queue is paused: what runs goes on, nothing new starts',
  resumeDone: 'The queue goes on',
  pauseGroupDone: (name: string): string => `${name} is paused: what runs goes on, nothing new starts`,
  resumeGroupDone: (name: string): string => `${name} goes on`,
  pause: 'Pause queue',
  resume: 'Resume queue',
  limit: 'Jobs at once over all runs',
  noLimit: 'no limit',
  limitHint: 'Empty: as many as the runs may.',
  busy: (busy: number): string => `${formatCount(busy)} running`,
  groups: 'Groups',
  noGroups: 'A group is a limit that jobs of several runs share: give a step a group in its definition.',
  groupSize: (name: string): string => `Jobs of ${name} at once`,
  pauseGroup: (name: string): string => `Pause ${name}`,
  resumeGroup: (name: string): string => `Resume ${name}`,
  wrong: 'A whole number from 1 to 10,000',
} as const;
