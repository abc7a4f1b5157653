/** Every verb of the command line with its options: parsing and help are both derived from this table. */
import { comparedKinds } from '../../src-shared/compared-kinds';
import { controlVerbs } from './control-verbs';
import { treeOptions } from './tree-options';
import { idNote, type OptionSpec, type VerbSpec } from './verb-spec';

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

const sortNote =
  'ORDER: as enqueued (queue), latest start first, longest first, by status (failed first), or by name.';

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
      'FILE may also be the id of a definition in a folder that was added ("runsheet definitions add").',
      'Exit code: 0 completed, 1 failed, 2 bad input, 3 cancelled, 130 interrupted. Progress goes to stderr.',
      'Ctrl-C interrupts the run: what ran is ended and pending again. A second Ctrl-C leaves at once.',
    ],
  },
  add: {
    summary: 'enqueue one command',
    usage: '[options] -- CMD [ARG …] | --batch FILE [options]',
    operands: [],
    options: [
      { name: 'name', value: 'S', help: 'name of the job (default: the name of the program)' },
      { name: 'priority', value: 'N', help: 'higher goes first (default: 0)' },
      { name: 'retries', value: 'N', help: 'attempts after the first, with growing pauses (default: 0)' },
      {
        name: 'after',
        value: 'ID,…',
        isRepeated: true,
        help: 'only when these have completed; if one fails, it is cancelled',
      },
      { name: 'key', value: 'K', help: 'refuse it while a pending or running job has the same key' },
      {
        name: 'group',
        value: 'G',
        help: 'counts in this named limit ("runsheet limit --group G=N" sets its size)',
      },
      { name: 'timeout', value: 'D', help: 'ends an attempt after this time, such as 30s or 1h30m' },
      { name: 'delay', value: 'D', help: 'not before this time has passed' },
      {
        name: 'batch',
        value: 'FILE',
        help: 'many commands as one run: one shell command a line; "-" is stdin',
      },
      { name: 'concurrency', value: 'N', help: 'with --batch: jobs at once (default: the number of cores)' },
      { name: 'stdin', value: null, help: 'keep its standard input open for "runsheet send"' },
      { name: 'wait', value: null, help: 'run it and wait for its end; exit codes as in "run"' },
    ],
    notes: [
      'Prints the id of the job. Everything after "--" is the command, run as it stands, without a shell.',
      'With --batch it prints the id of the run; empty lines and lines that begin with "#" are left out.',
      'Without --wait it runs when something executes the folder: the window, "run" or "serve".',
    ],
  },
  list: {
    summary: 'list the runs, newest first',
    usage: '[--search TEXT] [--status S,…] [--tag T] [--sort ORDER] [--limit M]',
    operands: [],
    options: treeOptions('runs'),
    notes: [sortNote],
  },
  jobs: {
    summary: 'list steps and jobs',
    usage: '[ID] [--search TEXT] [--status S,…] [--tag T] [--sort ORDER] [--limit M]',
    operands: ['[ID]'],
    options: treeOptions('jobs'),
    notes: [
      'Depth-first in the order they were enqueued. Without ID: every run, newest first.',
      'With a filter: the jobs that match, with the runs, steps and jobs they are part of.',
      sortNote,
      idNote,
    ],
  },
  show: {
    summary: 'show one run, step or job with its attempts',
    usage: 'ID',
    operands: ['ID'],
    options: [],
    notes: [idNote],
  },
  logs: {
    summary: 'print the merged log of a run, step or job',
    usage: 'ID [--level L] [--from N] [--limit M] [--tail M] [--search RE] [--no-children] [-f]',
    operands: ['ID'],
    options: [
      { name: 'level', value: 'L', help: 'debug, info, warn or error: this level and above' },
      { name: 'from', value: 'N', help: 'begin at line number N' },
      { name: 'limit', value: 'M', help: 'print at most M lines' },
      { name: 'tail', value: 'M', help: 'print only the last M lines' },
      { name: 'search', value: 'RE', help: 'print only lines that this regular expression finds' },
      {
        name: 'no-children',
        value: null,
        help: 'only lines of ID itself; the numbers stay those of the subtree',
      },
      { name: 'follow', short: 'f', value: null, help: 'go on printing until the run has ended' },
    ],
    notes: ['Filters select lines, they never renumber them.', idNote],
  },
  stats: {
    summary: 'count jobs by status',
    usage: '[ID]',
    operands: ['[ID]'],
    options: [],
    notes: ['Without ID: the whole folder.', idNote],
  },
  compare: {
    summary: 'show a run beside another run of its definition',
    usage: 'ID [RUN] [--kind K] [--limit M]',
    operands: ['ID', '[RUN]'],
    options: [
      { name: 'kind', value: 'K', help: 'print the jobs of this kind' },
      { name: 'limit', value: 'M', help: 'print at most M jobs' },
    ],
    notes: [
      `K: ${comparedKinds.join(', ')}.`,
      'Without RUN: the latest one before it that has ended. Jobs are the same when their steps, names and items are.',
      idNote,
    ],
  },
  export: {
    summary: 'write a run to an archive: one file with its definition, jobs, attempts and log',
    usage: 'ID FILE',
    operands: ['ID', 'FILE'],
    options: [],
    notes: [
      'The run must have ended. FILE is a zip that any unzip reads; "runsheet open FILE" shows it anywhere.',
      'A FILE that is there is replaced when all is written.',
    ],
  },
  open: {
    summary: 'open an archive, or logs that others wrote, as a run that can only be read',
    usage: 'FILE [FILE …]',
    operands: ['FILE…'],
    options: [],
    notes: [
      'FILE is an archive of "runsheet export", or text files, folders of them and .gz with times of common forms,',
      'which are merged by time: one job a file. Prints the run; "runsheet rm ID" removes it from the list.',
    ],
  },
  ...controlVerbs,
  retention: {
    summary: 'show or change which ended runs are kept',
    usage: '[--days N] [--size S] [--runs N] [--dry-run | --yes]',
    operands: [],
    options: [
      { name: 'days', value: 'N', help: 'days since a run has ended, or "none" (default: 90)' },
      {
        name: 'size',
        value: 'S',
        help: 'of all logs together, such as 10GB or 500MB, or "none" (default: 10GB)',
      },
      {
        name: 'runs',
        value: 'N',
        help: 'latest runs of each definition that are kept whatever else holds (default: 10)',
      },
      { name: 'dry-run', value: null, help: 'say what a change would remove, and change nothing' },
      { name: 'yes', value: null, help: 'do not ask before something is removed' },
    ],
    notes: [
      'A change removes at once what it means; at a terminal it says how much and asks first. Otherwise whatever',
      'executes the folder looks when it starts, when a run has ended, and every day.',
    ],
  },
  definitions: {
    summary: 'watch folders of definitions',
    usage: '[list | add DIR | rm DIR]',
    operands: ['[list|add|rm]', '[DIR]'],
    options: [],
    notes: [
      'list: the folders with their definitions. add: from now on its definitions are listed, and those with a',
      'schedule start when they are due. rm: not any more; the files stay. Only files directly in DIR count.',
    ],
  },
  schedule: {
    summary: 'show what starts when; hold it back',
    usage: '[list | pause | resume] [ID]',
    operands: ['[list|pause|resume]', '[ID]'],
    options: [],
    notes: [
      'An ID is that of a definition, as in "runsheet definitions list". Without ID: all schedules together.',
      'What is due starts while the window or "runsheet serve" is open. Each due time leaves a record.',
    ],
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
    usage: '[--until-idle] [--trace-feed FILE]',
    operands: [],
    options: [
      { name: 'until-idle', value: null, help: 'end when nothing is left to run and no client is connected' },
      { name: 'trace-feed', value: 'FILE', help: 'append every message of the feed to FILE, as JSON Lines' },
    ],
    notes: [
      'Starts what is due by its schedule, but not with --until-idle.',
      'SIGTERM or Ctrl-C stops: what ran is ended and pending again. A second one leaves at once.',
    ],
  },
} as const satisfies Record<string, VerbSpec>;

export type VerbName = keyof typeof verbs;

/** The names of all verbs. */
export const verbNames = Object.keys(verbs) as VerbName[];

/** The options of a verb, the global ones included. */
export function optionsOf(verb: VerbName): readonly OptionSpec[] {
  return [...verbs[verb].options, ...globalOptions];
}
