/** The sentences of a run beside another run; `texts.ts` has the rules and the rest. */
import { slowerFrom, type ComparedKind } from '../src-shared/compared-kinds';
import { formatCount, formatPlural, narrowSpace } from './format/numbers';
import { formatDuration } from './format/times';

const jobs = (count: number): string => formatPlural(count, 'job', 'jobs');
const another = `at least ${slowerFrom.part * 100}${narrowSpace}% and ${formatDuration(slowerFrom.ms)}`;

/** See the head of this file. */
export const compareTexts = {
  label: 'Compared with another run',
  with: 'Compared with',
  choose: 'Run to compare with',
  run: (moment: string, status: string, duration: string, id: string): string =>
    `${moment}, ${status}, ${duration} (${id})`,
  notStarted: 'not started',
  numbers: 'Numbers of both runs',
  totals: 'Totals',
  thisRun: 'This run',
  otherRun: 'Other run',
  difference: 'Difference',
  rows: {
    duration: 'Duration',
    total: 'Jobs',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    lines: 'Lines',
    warn: 'Warnings',
    error: 'Errors',
  },
  step: 'Step',
  failedHere: 'Failed',
  failedThere: 'Failed, other run',
  missing: 'not there',
  kinds: {
    failing: 'Newly failed',
    'failing-again': 'Failed again',
    repaired: 'Repaired',
    otherwise: 'Ended otherwise',
    added: 'Only in this run',
    gone: 'Only in the other run',
    slower: 'Slower',
    faster: 'Faster',
    alike: 'Alike',
    open: 'Not ended yet',
  } satisfies Readonly<Record<ComparedKind, string>>,
  /** Of another run that came later, what is new here is not new. */
  laterKinds: { failing: 'Failed only here', repaired: 'Failed only there' },
  kindHints: {
    failing: 'Failed here, not in the other run',
    'failing-again': 'Failed in both runs',
    repaired: 'Completed here, failed in the other run',
    otherwise: 'Cancelled in one of the two runs',
    added: 'The other run has no such job',
    gone: 'This run has no such job',
    slower: `Completed in both; took ${another} longer here`,
    faster: `Completed in both; took ${another} less here`,
    alike: 'Ended in the same way and took about as long',
    open: 'Has not ended yet, or is still to come in this run',
  } satisfies Readonly<Record<ComparedKind, string>>,
  kindsLabel: 'What became of the jobs',
  list: (kind: string, count: number): string => `${kind}: ${jobs(count)}`,
  columns: {
    job: 'Job',
    step: 'Step',
    here: 'This run',
    other: 'Other run',
    difference: 'Difference',
  },
  keys: 'Arrows go from job to job, Enter makes the job the scope.',
  notThere: 'not there',
  notYet: 'still to come',
  more: (value: string): string => `+${value}`,
  less: (value: string): string => `−${value}`,
  same: formatCount(0),
  empty: 'Nothing to compare with yet',
  emptyLead: (name: string): string =>
    `No run of ${name} before this one has ended. When it has run again, both stand here side by side: what failed anew, what was repaired, and what took longer.`,
  chooseLater: 'Choose a later run',
  noPart: (name: string, moment: string): string => `The run of ${moment} has no ${name}. All jobs are new.`,
  failure: (reason: string): string => `The runs could not be compared: ${reason}`,
} as const;
