/** Makes the steps of a definition out of the checked file: defaults, order, and what a schema cannot see. */
import { isAbsolute, relative } from 'node:path';
import {
  generatorJobCount,
  retryPolicy,
  maximumItems,
  type CommandStep,
  type ForEach,
  type GeneratorStep,
  type RetryPolicy,
  type Step,
} from '../../../src-shared/definition';
import { longestDurationMs } from '../../../src-shared/definition-duration';
import type { StepFile } from '../../../src-shared/definition-step-file';
import { dependencyProblems } from './dependencies';
import { rangeLength } from './expand-for-each';
import type { LooseProblem } from './schema-problems';
import { templateProblems } from './template-problems';

/** The steps in the order of the file, or what is wrong with them. */
export interface BuiltSteps {
  readonly steps: readonly Step[];
  readonly problems: readonly LooseProblem[];
}

type CommandFile = Extract<StepFile, { readonly type: 'command' }>;
type GeneratorFile = Extract<StepFile, { readonly type: 'test_job_generator' }>;
type ForEachFile = NonNullable<CommandFile['for_each']>;

/** Builds the steps; `names` are their names in the order of the file, `parameters` those of the definition's. */
export function buildSteps(
  file: Readonly<Record<string, StepFile>>,
  names: readonly string[],
  parameters: readonly string[],
): BuiltSteps {
  const steps = names.map((name, index) =>
    buildStep(name, file[name], index === 0 ? [] : [names[index - 1]]),
  );
  const problems = [
    ...names.flatMap(nameProblems),
    ...dependencyProblems(steps),
    ...steps.flatMap((step) => [...sizeProblems(step), ...templateProblems(step, parameters)]),
  ];
  return { steps, problems };
}

function buildStep(name: string, file: StepFile, before: readonly string[]): Step {
  const common = {
    name,
    description: file.description ?? '',
    depends: [...new Set(file.depends ?? before)],
    // A step that retries fails like any other when its attempts are used up.
    onError: file.on_error === undefined || file.on_error === 'retry' ? ('fail' as const) : file.on_error,
    alwaysRun: file.always_run ?? false,
    concurrency: file.concurrency ?? null,
    timeoutMs: file.timeout ?? null,
    stepTimeoutMs: file.step_timeout ?? null,
    retries: buildRetries(file),
    group: file.group === undefined || file.group === '' ? null : file.group,
    key: file.key === undefined || file.key === '' ? null : file.key,
  };
  switch (file.type) {
    case 'command': {
      const cwd = file.cwd ?? '.';
      return {
        ...common,
        type: 'command',
        run: shellText(file.run),
        forEach: buildForEach(file.for_each, isAbsolute(cwd) || relative('', cwd) !== ''),
        cwd,
        env: file.env ?? {},
        stdin: buildStdin(file.stdin),
        streams: file.streams ?? 'separate',
      };
    }
    case 'script':
      return {
        ...common,
        type: 'script',
        module: file.module,
        isolation: 'thread',
        forEach: buildForEach(file.for_each, false),
        env: file.env ?? {},
      };
    case 'test_job_generator':
      return { ...common, ...buildGenerator(file) };
  }
}

function buildRetries({ retries, on_error }: StepFile): RetryPolicy | null {
  if (retries === undefined) return on_error === 'retry' ? retryPolicy(3) : null;
  if (typeof retries === 'number') return retries === 0 ? null : retryPolicy(retries);
  const { max = 3, delay, backoff, max_delay, jitter, no_retry_on } = retries;
  if (max === 0) return null;
  const usual = retryPolicy(max);
  return {
    max,
    delayMs: delay === undefined ? usual.delayMs : (delay ?? 0),
    backoff: backoff ?? usual.backoff,
    maxDelayMs: max_delay === undefined ? usual.maxDelayMs : (max_delay ?? longestDurationMs),
    jitter: jitter ?? usual.jitter,
    noRetryOn: no_retry_on ?? usual.noRetryOn,
  };
}

function buildStdin(stdin: CommandFile['stdin']): CommandStep['stdin'] {
  if (stdin === undefined || typeof stdin === 'string') return stdin ?? null;
  return stdin.file === undefined ? { open: true } : { file: stdin.file };
}

/** What is not said asks for nothing: no children, no failures, no delay. */
function buildGenerator(
  file: GeneratorFile,
): Pick<
  GeneratorStep,
  | 'type'
  | 'workerCount'
  | 'logCount'
  | 'logDelayMs'
  | 'failureRate'
  | 'childCount'
  | 'recursionDepth'
  | 'seed'
> {
  return {
    type: 'test_job_generator',
    workerCount: file.worker_count ?? 1,
    logCount: file.log_count ?? 10,
    logDelayMs: file.log_delay_ms ?? 0,
    failureRate: file.failure_rate ?? 0,
    childCount: file.child_count ?? 0,
    recursionDepth: file.recursion_depth ?? 0,
    seed: file.seed ?? null,
  };
}

function buildForEach(file: ForEachFile | undefined, runsElsewhere: boolean): ForEach | null {
  if (file === undefined) return null;
  if (Array.isArray(file)) return { kind: 'list', items: file, limit: null };
  const limit = file.limit ?? null;
  if (file.glob !== undefined) {
    const patterns = typeof file.glob === 'string' ? [file.glob] : file.glob;
    return { kind: 'glob', patterns, hidden: file.hidden ?? false, absolute: runsElsewhere, limit };
  }
  if (file.lines !== undefined) return { kind: 'lines', file: file.lines, limit };
  if (file.range !== undefined) {
    const [from, to, by = from <= to ? 1 : -1] = file.range;
    return { kind: 'range', from, to, by, limit };
  }
  if (file.command !== undefined) return { kind: 'command', command: shellText(file.command), limit };
  return { kind: 'list', items: file.list ?? [], limit };
}

/** A shell takes the carriage returns of a file with CRLF line ends for a part of its words. */
function shellText(command: string | string[]): string | string[] {
  return typeof command === 'string' ? command.replaceAll('\r\n', '\n') : command;
}

function nameProblems(name: string): readonly LooseProblem[] {
  const isGood = /^[^\p{Cc},]{1,100}$/u.test(name) && name.trim() === name;
  const says = 'is not a name for a step: it has 1 to 100 characters, no comma and no space at its ends';
  return isGood ? [] : [{ path: ['step', name], says }];
}

function sizeProblems(step: Step): readonly LooseProblem[] {
  if (step.type === 'test_job_generator') {
    const jobs = generatorJobCount(step);
    if (jobs <= maximumItems) return [];
    const says = `makes ${jobs.toLocaleString('en')} jobs with all children; at most ${maximumItems.toLocaleString('en')} are possible`;
    return [{ path: ['step', step.name], says, hint: 'Lower worker_count, child_count or recursion_depth.' }];
  }
  if (step.forEach?.kind !== 'range') return [];
  const path = ['step', step.name, 'for_each', 'range'];
  const { from, to, by, limit } = step.forEach;
  if (by === 0 || (to - from) * by < 0) {
    return [{ path, says: `goes from ${from} to ${to} in steps of ${by}, which never arrives` }];
  }
  const length = Math.min(rangeLength(step.forEach), limit ?? Infinity);
  if (length <= maximumItems) return [];
  const says = `has ${length.toLocaleString('en')} numbers; at most ${maximumItems.toLocaleString('en')} are possible`;
  return [{ path, says, hint: 'Set a limit.' }];
}
