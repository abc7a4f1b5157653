/**
 * A definition as the engine runs it: what a TOML, YAML or JSON file says, with every default filled in, durations
 * in milliseconds and the steps in file order. The file's own shape is in `definition-file.ts`.
 */
import { z } from 'zod';
import { parameterSchema } from './parameter';
import { overlapPolicies, scheduleSchema } from './schedule';

/** What the jobs of a step are. */
export const stepTypes = ['command', 'script', 'test_job_generator'] as const;

/** What a failed step does to its run: see `on_error` in docs/definitions.md. */
export const failurePolicies = ['fail', 'continue', 'fatal'] as const;

/** How the wait before an attempt grows with the attempts that failed before. */
export const backoffs = ['constant', 'linear', 'exponential'] as const;

/** What happens when a run has more failures than `error_tolerance` allows. */
export const failureActions = ['continue', 'stop_all', 'mark_warning'] as const;

/** Most jobs that one step may make; more is refused with a sentence. */
export const maximumItems = 1_000_000;

const count = z.number().int().nonnegative();
const limit = count.nullable().describe('at most this many items; null: all of them');

/** Where the items of a step come from: one job for each item. */
export const forEachSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('glob'),
    patterns: z.array(z.string()).describe('relative to the folder of the definition; "!" in front excludes'),
    hidden: z.boolean().describe('names that begin with a dot match too'),
    absolute: z.boolean().describe('items are absolute paths, because the command runs in another folder'),
    limit,
  }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()), limit }),
  z.object({
    kind: z.literal('lines'),
    file: z.string().describe('relative to the folder of the definition'),
    limit,
  }),
  z.object({
    kind: z.literal('range'),
    from: z.number().int(),
    to: z.number().int().describe('the last number, itself included'),
    by: z.number().int(),
    limit,
  }),
  z.object({
    kind: z.literal('command'),
    command: z.union([z.string(), z.array(z.string())]),
    limit,
  }),
]);
export type ForEach = z.infer<typeof forEachSchema>;

/** How often a job that failed is tried again, and when. */
export const retryPolicySchema = z.object({
  max: count.describe('attempts after the first'),
  delayMs: count.describe('wait before the second attempt'),
  backoff: z.enum(backoffs),
  maxDelayMs: count.describe('no wait is longer'),
  jitter: z.boolean().describe('each wait is shortened by a random part, at most half'),
  noRetryOn: z.array(z.number().int()).describe('exit codes after which no attempt follows'),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

/** The policy of a step or command that only says how often. */
export function retryPolicy(max: number): RetryPolicy {
  return {
    max,
    delayMs: 1000,
    backoff: 'exponential',
    maxDelayMs: 60_000,
    jitter: true,
    noRetryOn: [],
  };
}

const anyStep = {
  name: z.string(),
  description: z.string(),
  depends: z.array(z.string()).describe('names of the steps that must have ended first'),
  onError: z.enum(failurePolicies),
  alwaysRun: z.boolean(),
  concurrency: count.nullable().describe('jobs of this step at once; null: as many as the run may'),
  timeoutMs: count.nullable().describe('of one attempt; null: none'),
  stepTimeoutMs: count.nullable().describe('of the whole step; null: none'),
  retries: retryPolicySchema.nullable().describe('null: a job has one attempt'),
  group: z.string().nullable().describe('named limit that its jobs count in; null: none'),
  key: z
    .string()
    .nullable()
    .describe('refuses a job while another with the same key is pending or running; may hold placeholders'),
};

const commandStepSchema = z.object({
  ...anyStep,
  type: z.literal('command'),
  run: z
    .union([z.string(), z.array(z.string())])
    .describe('a string is for the shell, an array is run as it stands'),
  forEach: forEachSchema.nullable(),
  cwd: z.string().describe('relative to the folder of the definition; may hold placeholders'),
  env: z.record(z.string(), z.string()).describe('values may hold placeholders'),
  stdin: z
    .union([z.string(), z.object({ file: z.string() }), z.object({ open: z.literal(true) })])
    .nullable()
    .describe('text and file may hold placeholders; null: closed'),
  streams: z.enum(['separate', 'merged']),
});
export type CommandStep = z.infer<typeof commandStepSchema>;

const scriptStepSchema = z.object({
  ...anyStep,
  type: z.literal('script'),
  module: z.string().describe('relative to the folder of the definition'),
  isolation: z.literal('thread'),
  forEach: forEachSchema.nullable(),
  env: z.record(z.string(), z.string()).describe('values may hold placeholders'),
});
export type ScriptStep = z.infer<typeof scriptStepSchema>;

const generatorStepSchema = z.object({
  ...anyStep,
  type: z.literal('test_job_generator'),
  workerCount: count,
  logCount: count,
  logDelayMs: z.number().nonnegative(),
  failureRate: z.number().min(0).max(1),
  childCount: count,
  recursionDepth: count,
  seed: z.number().int().nullable().describe('null: another one in every run'),
});
export type GeneratorStep = z.infer<typeof generatorStepSchema>;

/** One named part of a run. */
export const stepSchema = z.discriminatedUnion('type', [
  commandStepSchema,
  scriptStepSchema,
  generatorStepSchema,
]);
export type Step = z.infer<typeof stepSchema>;

/** What to run, ready to run; it survives JSON unchanged, so a run can keep the definition it was started with. */
export const definitionSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  timeoutMs: count.nullable().describe('of the whole run; null: none'),
  enabled: z.boolean().describe('false: it cannot be started'),
  concurrency: count.nullable().describe('jobs of the run at once; null: the number of cores'),
  priority: z.number().int().describe('higher runs first'),
  errorTolerance: z
    .object({
      maxChildFailures: count.describe('0: any number'),
      failureAction: z.enum(failureActions),
    })
    .nullable()
    .describe('null: not set, failures are not tolerated beyond what on_error says'),
  schedule: scheduleSchema.nullable().describe('null: it starts only when it is asked for'),
  overlap: z.enum(overlapPolicies).describe('at a due time while a run of it has not ended'),
  autoStart: z.boolean().describe('a run starts together with the app'),
  preJobs: z.array(z.string()).describe('ids of definitions that must have completed first, in this order'),
  postJobs: z.array(z.string()).describe('ids of definitions that run when it has completed, in this order'),
  params: z.array(parameterSchema).describe('in the order of the file'),
  steps: z.array(stepSchema),
});
export type Definition = z.infer<typeof definitionSchema>;

/** Jobs that a generator step makes, children included; both counts halve at each level. */
export function generatorJobCount(
  step: Pick<GeneratorStep, 'workerCount' | 'childCount' | 'recursionDepth'>,
): number {
  let level = step.workerCount;
  let children = step.childCount;
  let total = level;
  for (let depth = 0; depth < step.recursionDepth && children > 0; depth += 1) {
    level *= children;
    total += level;
    children = Math.floor(children / 2);
  }
  return total;
}
