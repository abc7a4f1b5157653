/**
 * Every sentence on the screen, in one place. Rules: say what happened, what it means, what to do; only the words of
 * the vocabulary; sentence case; buttons name the act and its size; "…" only when a dialog follows.
 */
import type { DueOutcome } from '../src-shared/schedule';
import type { JobStatus, LogLevel, NodeKind } from '../src-shared/model';
import { formatCount, formatPlural, narrowSpace } from './format/numbers';
import { actionTexts, changesTexts, deadTexts, limitsTexts, queueTexts, sendTexts } from './texts-control';
import { readingTexts } from './texts-reading';
import { settingsTexts } from './texts-settings';
import { treeTexts } from './texts-tree';

const jobs = (count: number): string => formatPlural(count, 'job', 'jobs');
const characters = (count: number): string => formatPlural(count, 'character', 'characters');

const statusWords: Readonly<Record<JobStatus, string>> = {
  pending: 'Pending',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const kindWords: Readonly<Record<NodeKind, string>> = { run: 'run', step: 'step', job: 'job' };

const levelWords: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/** English; functions where a number or a name goes in. */
export const texts = {
  appName: 'Runsheet',
  status: (status: JobStatus): string => statusWords[status],
  statusForSpeech: (status: JobStatus): string => status,

  rail: {
    label: 'Main',
    runs: 'Runs',
    library: 'Library',
    dead: 'Dead letter',
    schedule: 'Schedule',
    history: 'History',
    settings: 'Settings',
  },
  days: { today: 'Today', yesterday: 'Yesterday' },
  close: 'Close',
  dismiss: 'Dismiss',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied',
  copyDetails: 'Copy the details',
  trouble: { waiting: (count: number): string => `${jobs(count)} ${count === 1 ? 'waits' : 'wait'}.` },
  open: 'Open…',
  openHint: 'Open a definition, an archive or logs',

  connection: {
    live: 'Live',
    'catching-up': (behind: number | null): string =>
      behind === null || behind <= 0
        ? 'Catching up'
        : `Catching up, ${formatPlural(behind, 'revision', 'revisions')} behind`,
    lost: (reason: string, time: string): string => `Not live since ${time}: ${reason}`,
    lostShort: 'Not live',
  },
  revision: (revision: number): string => `Revision ${formatCount(revision)}`,
  slots: (busy: number, total: number, waiting: number): string => {
    const words = `${formatCount(busy)} of ${formatPlural(total, 'slot', 'slots')} busy`;
    return waiting === 0
      ? words
      : `${words}, ${formatPlural(waiting, 'job waits for its children', 'jobs wait for their children')}`;
  },

  scope: {
    allRuns: 'All runs',
    runCount: (count: number): string => formatPlural(count, 'run', 'runs'),
    started: (clock: string): string => `started ${clock}`,
    startedBySchedule: (clock: string): string => `started ${clock} by schedule`,
    waitsFor: (names: readonly string[]): string => `after ${names.join(', ')}`,
    cancelling: (count: number): string => `Cancelling: ${jobs(count)} being ended`,
    held: 'Stopped, goes on with Continue',
    paused: (status: string): string => `${status}, paused: nothing new starts`,
    widen: (name: string): string => `Back from ${name}`,
  },

  actions: actionTexts,
  changes: changesTexts,
  limits: limitsTexts,
  send: sendTexts,
  dead: deadTexts,
  queue: queueTexts,

  counts: {
    label: 'Counts of jobs',
    total: 'Total',
    ended: (ended: number, total: number): string => `${formatCount(ended)} of ${jobs(total)} ended`,
    spoken: (ended: number, total: number, failed: number): string =>
      `${formatCount(ended)} of ${jobs(total)} ended, ${formatCount(failed)} failed`,
    failedNames: (names: readonly string[]): string => `${names.join(', ')} failed`,
    failedJobs: (count: number): string => `${jobs(count)} failed`,
    part: (count: number, status: JobStatus): string => `${formatCount(count)} ${status}`,
    retrying: (count: number): string => `${formatCount(count)} to retry`,
    retryingHint: 'Pending jobs that have been tried before',
  },

  pace: {
    per: { second: 'Jobs per second', minute: 'Jobs per minute', hour: 'Jobs per hour' },
    now: 'now',
    overall: (kind: NodeKind): string => `over the ${kindWords[kind]}`,
    spark: 'Jobs that ended, over time',
    left: 'Time left',
    about: (time: string): string => `≈${narrowSpace}${time}`,
    notKnown: 'not known yet',
    notKnownHint: 'No jobs have ended yet from which it could be told',
    fromEarlier: 'from an earlier run',
    earlierHint:
      'From how long the jobs of each step took in an earlier run: too few of this run have ended yet',
    leftHint: 'From how long the jobs of each step have taken so far',
  },

  tree: {
    ...treeTexts,
    label: 'Runs, steps and jobs',
    scrollLabel: 'Runs, steps and jobs',
    attempts: (count: number): string => formatPlural(count, 'attempt', 'attempts'),
    attemptShort: (count: number): string => `×${formatCount(count)}`,
    nextAttempt: (number: number): string => `attempt ${formatCount(number)}`,
    attemptOf: (number: number, maximum: number): string =>
      `attempt ${formatCount(number)} of ${formatCount(maximum)}`,
    attemptOfShort: (number: number, maximum: number): string =>
      `${formatCount(number)}${narrowSpace}/${narrowSpace}${formatCount(maximum)}`,
    readyIn: (time: string): string => `in ${time}`,
    retryWait: (number: number, maximum: number, time: string): string =>
      `Attempt ${formatCount(number)} of ${formatCount(maximum)} in ${time}`,
    delayed: 'delayed',
    paused: 'paused',
    dead: 'No attempts left: in the dead letter',
    childJobs: (count: number): string => formatPlural(count, 'child job', 'child jobs'),
    after: (names: readonly string[]): string => `after ${names.join(', ')}`,
    stopped: 'stopped',
    cancelling: 'cancelling',
    progress: (current: string, total: string): string => `${current}${narrowSpace}/${narrowSpace}${total}`,
    tolerated: 'Completed, though failures were tolerated',
    noJobs: (name: string, waitsFor: readonly string[]): string =>
      waitsFor.length === 0
        ? `No jobs yet in ${name}.`
        : `No jobs yet. ${name} makes them when ${waitsFor.join(', ')} ends.`,
    resize: 'Width of the tree',
    pane: 'Jobs',
  },

  details: {
    label: 'Details',
    empty: 'Choose a job',
    emptyLead: 'What it ran, its attempts, and how each of them ended show here.',
    status: 'Status',
    exitCode: 'Exit code',
    signal: 'Signal',
    command: 'Command',
    written: 'As written',
    environment: 'Environment',
    children: 'Spawned',
    module: 'Module',
    definition: 'Definition',
    folder: 'Folder',
    item: 'Item',
    logCount: 'Lines',
    logDelay: 'Delay in ms',
    failureRate: 'Failure rate',
    childCount: 'Children',
    seed: 'Seed',
    duration: 'Duration',
    usedLabel: 'Used',
    used: (cpu: string, peak: string): string => `${cpu} CPU time · ${peak} peak memory`,
    usedAtMost: (cpu: string, peak: string): string => `${cpu} CPU time · at most ${peak} memory`,
    error: 'Error',
    notStarted: 'not started',
    dead: (used: number, most: number): string =>
      most > 1 && used <= most
        ? `${formatCount(used)} of ${formatCount(most)} attempts used, dead letter`
        : 'no attempts left, dead letter',
    ready: (time: string): string => `ready in ${time}`,
    attempts: 'Attempts',
    showAttempt: (how: string): string => `${how}\nShow its lines in the log`,
    timedOut: 'Timed out',
    copyCommand: 'Copy the command',
    copyFact: (label: string): string => `Copy: ${label.toLowerCase()}`,
    narrow: (kind: NodeKind): string => `Log of this ${kindWords[kind]}`,
    narrowHint: 'Narrow counts and log to it',
    working: (running: string): string => `${running} running`,
    waiting: (waiting: string): string => `${waiting} waiting`,
    endedBy: (signal: string): string => `ended by ${signal}`,
    exitCodeIs: (code: number, words: string): string =>
      words === '' ? `exit code ${code}` : `exit code ${code}: ${words}`,
  },

  log: {
    label: 'Merged log',
    pane: 'Log',
    follow: 'Follow',
    followHint: 'Follow the end of the log',
    goTo: 'Go to line',
    goToHint: 'Go to a line, a time (14:03:12) or “first error”',
    goToUnknown: (total: number): string =>
      total === 0 ? 'There are no lines yet' : `This log has lines 1 to ${formatCount(total)}`,
    goToHidden: (n: number, reached: number): string =>
      `Line ${formatCount(n)} is hidden by its level. This is ${formatCount(reached)}.`,
    goToAllHidden: (n: number): string => `Line ${formatCount(n)} and all after it are hidden by their level`,
    level: (level: LogLevel): string => levelWords[level],
    levelToggle: (level: LogLevel, on: boolean): string =>
      `${on ? 'Hide' : 'Show'} lines of level ${levelWords[level]}`,
    newLines: (count: number): string => `+${formatPlural(count, 'new line', 'new lines')}`,
    empty: 'No lines yet. The first appears here.',
    emptyEnded: 'It printed nothing.',
    emptyFiltered: (total: number): string =>
      `No line of the shown levels among ${formatPlural(total, 'line', 'lines')}.`,
    allLevels: 'Show all levels',
    allLevelsShown: 'All levels are shown',
    nothingChosen: 'Choose a run or a step. Its log, merged and numbered, shows here.',
    failure: (reason: string): string => `Lines could not be read: ${reason}`,
    tryAgain: 'Try again',
    more: (count: number): string => `+ ${characters(count)}`,
    moreHint: 'Show the whole line',
    jobHint: (name: string): string => `${name}: show the job`,
    range: (first: string, last: string, total: string): string => `Lines ${first} to ${last} of ${total}`,
    filteredRange: (first: string, last: string, total: string): string =>
      `rows ${first} to ${last} of ${total}`,
    keys: [
      ['↑ ↓', 'choose'],
      ['← →', 'close, open'],
      ['Enter', 'narrow to it'],
      ['Esc', 'back'],
    ] as readonly (readonly [string, string])[],
    lineOf: (n: number, job: string): string => `Line ${formatCount(n)} of ${job}`,
    size: characters,
    shownOnly: (shown: number, full: number): string =>
      `First ${formatCount(shown)} of ${characters(full)} shown. Copy takes all of them.`,
    notUtf8: 'Some bytes of this line are not UTF-8 and show as \ufffd.',
    goesOn: 'A part of a longer line: the next line of this job goes on with it.',
    lineGone: 'This line is not there any more.',
  },

  reading: readingTexts,
  settings: settingsTexts,

  library: {
    title: 'Library',
    recent: 'Opened lately',
    samples: 'Samples',
    steps: (count: number): string => formatPlural(count, 'step', 'steps'),
    atOnce: (count: number): string => `${formatPlural(count, 'job', 'jobs')} at a time`,
    run: 'Run',
    runWith: 'Run…',
    problems: (count: number): string => formatPlural(count, 'problem', 'problems'),
    problemsLead: 'It cannot run until this is put right in the file.',
    readAgain: 'Read again',
    runHint: (key: string): string => key,
    openCard: (name: string): string => `Show ${name}`,
    noRecent: 'Definitions you open show here.',
    dependsOn: (names: readonly string[]): string => `after ${names.join(', ')}`,
    stepsTitle: 'Steps',
    starts: 'Starts',
    startsNote: 'By itself only from a folder that you added.',
    addFolder: 'Add folder…',
    addFolderTitle: 'Add a folder of definitions',
    addFolderHint: 'Watch a folder of definitions: they show here and start when they are due',
    removeFolder: 'Stop watching',
    folderRemoved: (path: string): string => `${path} is not watched any more. Its files stay.`,
    removeFolderHint: 'Watch it no more. Its files stay, their schedules end.',
    emptyFolder: 'No definitions in it yet. A file shows here as soon as it is saved.',
    file: 'File',
  },

  form: {
    label: 'Parameters',
    optional: 'optional',
    none: 'None',
    choose: 'Choose one',
    chooseFolder: 'Folder…',
    chooseFile: 'File…',
    bounds: (bounds: string): string => `${bounds.charAt(0).toUpperCase()}${bounds.slice(1)}`,
    lastValues: 'Filled in as in an earlier run.',
  },

  schedule: {
    title: 'Schedule',
    next: 'Next',
    nextHere: 'Next, local time',
    last: 'Latest',
    noNext: 'No due time by the clock',
    noLast: 'Nothing was due yet',
    pause: 'Pause',
    resume: 'Resume',
    pauseAll: 'Pause all',
    resumeAll: 'Resume all',
    pauseDone: (name: string): string => `${name} is paused: what is due meanwhile is skipped and noted`,
    resumeDone: (name: string): string => `${name} starts by itself again`,
    pauseAllDone: 'All schedules are paused: what is due meanwhile is skipped and noted',
    resumeAllDone: 'All schedules go on',
    runNow: 'Run now',
    showRun: (id: string): string => `Show run ${id}`,
    outcome: {
      started: 'Started',
      waiting: 'Waits',
      skipped: 'Skipped',
      missed: 'Missed',
      failed: 'Not started',
    } satisfies Readonly<Record<DueOutcome, string>>,
    withApp: 'with Runsheet',
    empty: 'Nothing starts by itself yet',
    emptyLead:
      'Add a folder of definitions. Those that say schedule, every or auto_start show here and start when they are due.',
    allPaused: 'All schedules are paused. What is due meanwhile is skipped and noted.',
    whileOpen: 'What is due starts while this window or “runsheet serve” is open.',
  },

  welcome: {
    title: 'Nothing has run here yet',
    lead: 'A definition file says what to run: commands, scripts, or one job for each of many files. Run a sample and watch its jobs, its log and its counts, or open a definition of yours.',
    drop: 'or drop a definition file on the window',
  },
} as const;
