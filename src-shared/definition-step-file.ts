/** The steps of a definition file as people write them; see docs/definitions.md for every key. */
import { z } from 'zod';
import { backoffs, failurePolicies, maximumItems } from './definition';
import {
  duration,
  filledText,
  flag,
  groupName,
  laterTable,
  nameList,
  notYet,
  olderKey,
  scalarAsText,
  text,
  wholeNumber,
} from './definition-keys';

const aCommand = 'a command such as "make test", or an array such as ["make", "test"]';

const commandLine = z
  .union(
    [
      filledText(aCommand),
      z
        .array(text('text'))
        .min(1, { error: aCommand })
        .refine((words) => words.length === 0 || words[0].trim() !== '', { error: aCommand }),
    ],
    { error: aCommand },
  )
  .describe('A string goes to the shell; an array is run as it stands, without a shell.');

const itemLimit = wholeNumber(0, maximumItems, 'a whole number from 0 to 1,000,000')
  .optional()
  .describe('At most this many items, the first ones.');

const wholeItem = z.number({ error: 'a whole number' }).int({ error: 'a whole number' });
const aRange = 'two or three whole numbers such as [1, 1000] or [0, 100, 10]';

/** The forms of `for_each`; exactly one of them is set. */
const forEachForms = ['glob', 'list', 'lines', 'range', 'command'] as const;

const forEachTable = z
  .strictObject({
    glob: z
      .union(
        [filledText('a pattern'), z.array(filledText('a pattern')).min(1, { error: 'at least one pattern' })],
        {
          error: 'a pattern such as "photos/**/*.jpg", or an array of them',
        },
      )
      .optional()
      .describe(
        'Files that match, relative to the folder of the definition; "!" in front of a pattern excludes.',
      ),
    hidden: flag().optional().describe('With glob: names that begin with a dot match too. Default: false.'),
    list: z
      .array(scalarAsText(), { error: 'an array such as ["a", "b"]' })
      .optional()
      .describe('The items themselves.'),
    lines: filledText('the path of a text file')
      .optional()
      .describe(
        'A text file, relative to the folder of the definition: one item for each line that is not blank.',
      ),
    range: z
      .array(wholeItem, { error: aRange })
      .min(2, { error: aRange })
      .max(3, { error: aRange })
      .optional()
      .describe('First and last number, both included; a third number is the distance between two items.'),
    command: commandLine
      .optional()
      .describe('A command, run in the folder of the definition: one item for each line it prints.'),
    limit: itemLimit,
  })
  .superRefine((value, context) => {
    const forms = forEachForms.filter((form) => value[form] !== undefined);
    if (forms.length !== 1) {
      context.addIssue({
        code: 'custom',
        message: `is to have exactly one of glob, list, lines, range and command; it has ${forms.join(' and ') || 'none'}`,
      });
    } else if (value.hidden !== undefined && value.glob === undefined) {
      context.addIssue({ code: 'custom', path: ['hidden'], message: 'is for glob only' });
    }
  });

/** Every key of a `for_each` table. */
export const forEachKeys: readonly string[] = [...forEachForms, 'hidden', 'limit'];

const forEach = z
  .union([z.array(scalarAsText()), forEachTable], {
    error: 'an array of items, or a table such as { glob = "*.jpg" }',
  })
  .describe('Makes one job for each item; without it the step is one job.');

const aScalar = 'text, a number, true or false';

const environment = z
  .record(
    z.string().refine((name) => /^[^=\0]+$/.test(name) && !/^RUNSHEET_/i.test(name), {
      error: 'is not a name for the environment: it may not hold "=" or begin with RUNSHEET_',
    }),
    z
      .union([scalarAsText(), laterTable('secret', 'secrets come in a later version', aScalar)], {
        error: aScalar,
      })
      .transform((value) => (typeof value === 'string' ? value : '')),
    { error: 'a table such as { LANG = "C" }' },
  )
  .optional()
  .describe('Environment variables, added to those of Runsheet. Values may hold placeholders.');

const anInput = 'text, { file = "answers.txt" } or { open = true }';

const standardInputTable = z
  .strictObject({
    file: filledText('the path of a file')
      .optional()
      .describe(
        'A file that is read as fast as the command takes it, relative to the folder of the definition.',
      ),
    open: z
      .literal(true, { error: 'true; without stdin it is closed' })
      .optional()
      .describe('Stays open: `runsheet send` writes to it while the command runs, and closes it with --eof.'),
  })
  .superRefine((value, context) => {
    if ((value.file === undefined) === (value.open === undefined)) {
      context.addIssue({ code: 'custom', message: anInput });
    }
  });

/** Every key of a `stdin` table. */
export const standardInputKeys: readonly string[] = ['file', 'open'];

const standardInput = z
  .union([text('text'), standardInputTable], { error: anInput })
  .optional()
  .describe(
    'Standard input of each command: a text, a file, or what is sent. Default: closed, so a prompt ends instead of hanging.',
  );

const mostRetries = 1000;
const retryCount = wholeNumber(0, mostRetries, 'a whole number from 0 to 1,000');

/** Every key of a `retries` table. */
export const retriesKeys = ['max', 'delay', 'backoff', 'max_delay', 'jitter', 'no_retry_on'] as const;

const retriesTable = z.strictObject({
  max: retryCount.optional().describe('Attempts after the first. Default: 3.'),
  delay: duration().optional().describe('Wait before the second attempt. Default: "1s"; "" is none.'),
  backoff: z
    .enum(backoffs, { error: '"constant", "linear" or "exponential"' })
    .optional()
    .describe('How the wait grows from attempt to attempt. Default: exponential (it doubles).'),
  max_delay: duration().optional().describe('No wait is longer. Default: "1m"; "" is no limit.'),
  jitter: flag()
    .optional()
    .describe('Shortens each wait by a random part, at most half, so that retries spread. Default: true.'),
  no_retry_on: z
    .array(z.number({ error: 'an exit code' }).int({ error: 'an exit code' }), {
      error: 'an array of exit codes such as [2]',
    })
    .optional()
    .describe('Exit codes after which no attempt follows.'),
});

const retries = z
  .union([retryCount, retriesTable], {
    error: 'a whole number from 0 to 1,000, or a table such as { max = 3, delay = "1s" }',
  })
  .describe('How often a job that failed is tried again. Default: not at all.');

const anyStep = {
  description: text('text').optional().describe('What the step does, for people.'),
  depends: nameList('an array of step names such as ["fetch"]')
    .optional()
    .describe(
      'Steps that must have ended first. Default: the step before it in the file; [] starts at once.',
    ),
  on_error: z
    .enum([...failurePolicies, 'retry'], { error: '"fail", "continue", "retry" or "fatal"' })
    .optional()
    .describe(
      'When a job of the step fails: fail (default) cancels what is pending and fails the run, continue tolerates it, fatal cancels everything at once, retry tries the job again (three times when retries is not set) and then fails.',
    ),
  always_run: flag()
    .optional()
    .describe('Runs also when an earlier step failed or was cancelled, to clean up. Default: false.'),
  concurrency: wholeNumber(1, 10_000, 'a whole number from 1 to 10,000')
    .optional()
    .describe('Jobs of this step at once. Default: as many as the run may have.'),
  timeout: duration()
    .optional()
    .describe('Of one attempt at a job, such as "30s" or "1h30m". Default: none.'),
  step_timeout: duration()
    .optional()
    .describe('Of the whole step, such as "2h": what is left of it is cancelled then. Default: none.'),
  retries: retries.optional(),
  group: groupName()
    .optional()
    .describe('A named limit that jobs of several steps and runs share; its size is in the settings.'),
  key: text('text')
    .optional()
    .describe(
      'Refuses a job while another one with the same key is pending or running. May hold placeholders.',
    ),
  condition: olderKey(),
};

/** A step whose jobs are commands. */
export const commandStepFileSchema = z.strictObject({
  type: z.literal('command').describe('command: each job is a child process.'),
  run: commandLine,
  for_each: forEach.optional(),
  cwd: filledText('the path of a folder')
    .optional()
    .describe('Folder the command runs in, relative to the folder of the definition, which is the default.'),
  env: environment,
  stdin: standardInput,
  streams: z
    .enum(['separate', 'merged'], { error: '"separate" or "merged"' })
    .optional()
    .describe(
      'separate (default): stdout and stderr by arrival, each line tagged; merged: one pipe, the true order, all lines tagged as stdout.',
    ),
  ...anyStep,
});

/** A step whose jobs are calls of a script. */
export const scriptStepFileSchema = z.strictObject({
  type: z.literal('script').describe('script: each job calls the default export of an ES module.'),
  module: filledText('the path of a module such as "./index.mjs"').describe(
    'The module, relative to the folder of the definition.',
  ),
  isolation: z
    .literal('thread', {
      error: (issue) =>
        issue.input === 'process' ? notYet('scripts in a process come in a later version') : '"thread"',
    })
    .optional()
    .describe('thread (default): a thread of its own inside Runsheet.'),
  for_each: forEach.optional(),
  env: environment,
  ...anyStep,
});

/** A step whose jobs print made-up lines, for tests and demonstrations. */
export const generatorStepFileSchema = z.strictObject({
  type: z.literal('test_job_generator').describe('test_job_generator: jobs that print made-up lines.'),
  worker_count: wholeNumber(0, maximumItems, 'a whole number from 0 to 1,000,000')
    .optional()
    .describe('Jobs of the step. Default: 1.'),
  log_count: wholeNumber(0, 100_000_000, 'a whole number from 0 to 100,000,000')
    .optional()
    .describe('Lines of each job; halves at each level of children. Default: 10.'),
  log_delay_ms: z
    .number({ error: 'a number of milliseconds' })
    .min(0, { error: 'a number of milliseconds, 0 or more' })
    .max(86_400_000, { error: 'a number of milliseconds, at most 86,400,000' })
    .optional()
    .describe('Pause after each line, in milliseconds. Default: 0.'),
  failure_rate: z
    .number({ error: 'a number from 0 to 1' })
    .min(0, { error: 'a number from 0 to 1' })
    .max(1, { error: 'a number from 0 to 1' })
    .optional()
    .describe('Share of jobs that fail. Default: 0.'),
  child_count: wholeNumber(0, maximumItems, 'a whole number from 0 to 1,000,000')
    .optional()
    .describe('Children that each job spawns; halves at each level. Default: 0.'),
  recursion_depth: wholeNumber(0, 100, 'a whole number from 0 to 100')
    .optional()
    .describe('Levels of children. Default: 0.'),
  seed: z
    .number({ error: 'a whole number' })
    .int({ error: 'a whole number' })
    .optional()
    .describe('Same seed, same lines, same failures. Default: another one in every run.'),
  ...anyStep,
});

/** Any step; `type` says which. */
export const stepFileSchema = z.discriminatedUnion(
  'type',
  [commandStepFileSchema, scriptStepFileSchema, generatorStepFileSchema],
  { error: '"command", "script" or "test_job_generator"' },
);
export type StepFile = z.output<typeof stepFileSchema>;
