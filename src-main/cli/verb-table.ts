/** Every verb of the command line with its options: parsing and help are both derived from this table. */

/** One option of a verb, or a global one. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** How its value is called in the help; null when it takes none. */
  readonly value: string | null;
  /** May be given more than once; `Arguments.texts` has all of them. */
  readonly isRepeated?: boolean;
  readonly help: string;
}

/** One verb. */
export interface VerbSpec {
  readonly summary: string;
  /** What follows the verb, as the help shows it. */
  readonly usage: string;
  /** Names of the operands; those in brackets may be missing. */
  readonly operands: readonly string[];
  readonly options: readonly OptionSpec[];
  /** More sentences for the help. */
  readonly notes: readonly string[];
}

/** Options that every verb takes. */
export const globalOptions: readonly OptionSpec[] = [
  {
    name: 'data',
    value: 'DIR',
    help: 'the data folder (also RUNSHEET_DATA; default: a folder of your system for application data)',
  },
  { name: 'json', value: null, help: 'print JSON Lines on stdout and errors as JSON on stderr' },
  { name: 'help', short: 'h', value: null, help: 'show this help' },
  { name: 'version', value: null, help: 'show the version' },
];

const wholeJobs = 'An ID is a run (r12), or a step or job of it (r12.3). "runsheet list" shows the runs.';

/** The verbs in the order of the help. */
export const verbs = {
  run: {
    summary: 'run a definition file to its end',
    usage: 'FILE [--param NAME=VALUE …] [--concurrency N] [--detach]',
    operands: ['FILE'],
    options: [
      {
        name: 'param',
        value: 'NAME=VALUE',
        isRepeated: true,
        help: 'a value for a parameter of the definition; once for each of them',
      },
      {
        name: 'concurrency',
        value: 'N',
        help: 'jobs at once (default: what the definition says, else the number of cores)',
      },
      { name: 'detach', value: null, help: 'print the id of the run and do not wait for its end' },
    ],
    notes: [
      'Exit code: 0 completed, 1 failed, 2 bad input, 3 cancelled, 130 interrupted. Progress goes to stderr.',
      'Ctrl-C interrupts the run: what ran is ended and pending again. A second Ctrl-C leaves at once.',
    ],
  },
  add: {
    summary: 'enqueue one command',
    usage: '[--name S] [--priority N] [--stdin] [--wait] -- CMD [ARG …]',
    operands: [],
    options: [
      { name: 'name', value: 'S', help: 'name of the job (default: the name of the program)' },
      { name: 'priority', value: 'N', help: 'higher goes first (default: 0)' },
      { name: 'stdin', value: null, help: 'keep its standard input open for "runsheet send"' },
      { name: 'wait', value: null, help: 'run it and wait for its end; exit codes as in "run"' },
    ],
    notes: [
      'Prints the id of the job. Everything after "--" is the command, run as it stands, without a shell.',
      'Without --wait the job runs when something executes the folder: the window, "run" or "serve".',
    ],
  },
  list: {
    summary: 'list the runs, newest first',
    usage: '',
    operands: [],
    options: [],
    notes: [],
  },
  jobs: {
    summary: 'list steps and jobs',
    usage: '[ID]',
    operands: ['[ID]'],
    options: [],
    notes: ['Depth-first in the order they were enqueued. Without ID: every run, newest first.', wholeJobs],
  },
  show: {
    summary: 'show one run, step or job with its attempts',
    usage: 'ID',
    operands: ['ID'],
    options: [],
    notes: [wholeJobs],
  },
  logs: {
    summary: 'print the merged log of a run, step or job',
    usage: 'ID [--level L] [--from N] [--limit M] [--tail M] [--no-children] [-f]',
    operands: ['ID'],
    options: [
      { name: 'level', value: 'L', help: 'debug, info, warn or error: this level and above' },
      { name: 'from', value: 'N', help: 'begin at line number N' },
      { name: 'limit', value: 'M', help: 'print at most M lines' },
      { name: 'tail', value: 'M', help: 'print only the last M lines' },
      {
        name: 'no-children',
        value: null,
        help: 'only lines of ID itself; the numbers stay those of the subtree',
      },
      { name: 'follow', short: 'f', value: null, help: 'go on printing until the run has ended' },
    ],
    notes: ['Filters select lines, they never renumber them.', wholeJobs],
  },
  stats: {
    summary: 'count jobs by status',
    usage: '[ID]',
    operands: ['[ID]'],
    options: [],
    notes: ['Without ID: the whole folder.', wholeJobs],
  },
  cancel: {
    summary: 'cancel a run, step or job with everything below it',
    usage: 'ID',
    operands: ['ID'],
    options: [],
    notes: ['Answers when nothing of it runs any more.', wholeJobs],
  },
  send: {
    summary: 'write to the standard input of a running command',
    usage: 'ID [TEXT] [--eof]',
    operands: ['ID', '[TEXT]'],
    options: [{ name: 'eof', value: null, help: 'close the standard input of the command behind it' }],
    notes: [
      'TEXT is sent as one line. Without TEXT everything that comes on stdin is sent as it stands.',
      'Answers when the command’s side of the pipe has it. The command needs stdin = { open = true } in its step,',
      'or "runsheet add --stdin"; otherwise its standard input is closed from the start.',
    ],
  },
  verify: {
    summary: 'recount everything from the raw records',
    usage: '',
    operands: [],
    options: [],
    notes: ['Exit code 1 and one line for each difference, if there are any.'],
  },
  serve: {
    summary: 'execute the folder without a window',
    usage: '[--until-idle]',
    operands: [],
    options: [
      { name: 'until-idle', value: null, help: 'end when nothing is left to run and no client is connected' },
    ],
    notes: ['SIGTERM or Ctrl-C stops: what ran is ended and pending again. A second one leaves at once.'],
  },
} as const satisfies Record<string, VerbSpec>;

export type VerbName = keyof typeof verbs;

/** The names of all verbs. */
export const verbNames = Object.keys(verbs) as VerbName[];

/** Verbs that are promised and not there yet. */
export const laterVerbs: readonly string[] = [
  'retry',
  'pause',
  'resume',
  'rm',
  'dead',
  'definitions',
  'schedule',
  'export',
  'open',
];

/** Options that are promised and not there yet; each takes a value. */
export const laterOptions: Readonly<Partial<Record<VerbName, readonly string[]>>> = {
  add: ['retries', 'after'],
  logs: ['search'],
};

/** The options of a verb, the global ones included. */
export function optionsOf(verb: VerbName): readonly OptionSpec[] {
  return [...verbs[verb].options, ...globalOptions];
}
