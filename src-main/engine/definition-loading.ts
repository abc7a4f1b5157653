/** Definition files as the engine's clients ask for them: looked at, or loaded to be run. */
import { cpus } from 'node:os';
import path from 'node:path';
import type { DefinitionPreview, Problem } from '../../src-shared/contract';
import { generatorJobCount, type Definition, type Step } from '../../src-shared/definition';
import { RunsheetError } from '../../src-shared/errors';
import type { ParameterValues } from '../../src-shared/parameter';
import { checkParameters, type ParameterProblem } from '../../src-shared/parameter-values';
import { checkDefinitionForRun } from './definitions/check-for-run';
import { nearestName } from './definitions/names';
import { absolutePaths } from './definitions/parameter-paths';
import { parseDefinitionFile } from './definitions/parse-definition';
import { scheduleWords } from './schedule/schedule-words';
import type { RunRecord } from './storage/run-records';

/** Reads a definition without running it; what is wrong with it is in `problems`. */
export async function previewDefinition(file: string): Promise<DefinitionPreview> {
  const absolute = path.resolve(file);
  const parsed = await parseDefinitionFile(absolute);
  if (!parsed.ok) {
    return {
      path: absolute,
      id: '',
      name: path.basename(absolute),
      description: '',
      tags: [],
      concurrency: 0,
      params: [],
      lastValues: null,
      steps: [],
      schedule: null,
      problems: parsed.problems.map(toProblem),
    };
  }
  const { definition } = parsed;
  const problems = await checkDefinitionForRun(parsed);
  return {
    path: absolute,
    id: definition.id,
    name: definition.name,
    description: definition.description,
    tags: definition.tags,
    concurrency: definition.concurrency ?? cpus().length,
    params: definition.params,
    lastValues: null,
    steps: definition.steps.map((step) => ({
      name: step.name,
      type: step.type,
      summary: summarize(step),
      depends: step.depends,
    })),
    schedule:
      definition.schedule === null && !definition.autoStart
        ? null
        : scheduleWords(definition.schedule, definition.autoStart),
    problems: problems.map(toProblem),
  };
}

/**
 * Loads a definition to be run with these values for its parameters. Throws `bad-definition` with its first problem,
 * and `bad-input` that names every parameter whose value cannot stand.
 */
export async function loadForRun(
  file: string,
  concurrency: number | null,
  given: ParameterValues = {},
): Promise<RunRecord> {
  const definition = await loadDefinition(file);
  const checked = checkParameters(definition.params, given, nearestName);
  if (!checked.ok) throw parameterError(checked.problems);
  const absolute = path.resolve(file);
  const params = absolutePaths(definition.params, checked.values, path.dirname(absolute));
  return toRecord(definition, absolute, { concurrency, params });
}

/** The error about values that cannot stand: a sentence for each. */
export function parameterError(problems: readonly ParameterProblem[], hint?: string): RunsheetError {
  const message = problems.map((problem) => problem.message).join(' ');
  return new RunsheetError('bad-input', message, hint === undefined ? {} : { hint });
}

/** Loads a definition that can be run. Throws `bad-definition` with its first problem. */
export async function loadDefinition(file: string): Promise<Definition> {
  const absolute = path.resolve(file);
  const parsed = await parseDefinitionFile(absolute);
  const problems = parsed.ok ? await checkDefinitionForRun(parsed) : parsed.problems;
  if (!parsed.ok || problems.length > 0) {
    const [first, ...others] = problems;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new RunsheetError('bad-definition', `${first.message}${more}`, { hint: first.hint ?? undefined });
  }
  return parsed.definition;
}

function toRecord(
  definition: Definition,
  file: string,
  { concurrency, params }: { readonly concurrency: number | null; readonly params: ParameterValues },
): RunRecord {
  return {
    definition,
    path: file,
    directory: path.dirname(file),
    concurrency: concurrency ?? definition.concurrency ?? Math.max(1, cpus().length),
    priority: definition.priority,
    type: definition.id,
    after: [],
    added: null,
    stepLimits: {},
    params,
  };
}

function summarize(step: Step): string {
  switch (step.type) {
    case 'command': {
      const command = typeof step.run === 'string' ? step.run : step.run.join(' ');
      return step.forEach === null ? command : `${command}, for each ${describeItems(step.forEach)}`;
    }
    case 'script':
      return step.forEach === null ? step.module : `${step.module}, for each ${describeItems(step.forEach)}`;
    case 'test_job_generator': {
      const jobs = generatorJobCount(step);
      return `${jobs} ${jobs === 1 ? 'job' : 'jobs'}, ${step.logCount} lines each`;
    }
  }
}

function describeItems(forEach: NonNullable<Extract<Step, { type: 'command' }>['forEach']>): string {
  switch (forEach.kind) {
    case 'glob':
      return forEach.patterns.join(', ');
    case 'list':
      return `of ${forEach.items.length} items`;
    case 'lines':
      return `line of ${forEach.file}`;
    case 'range':
      return `number from ${forEach.from} to ${forEach.to}`;
    case 'command':
      return `line that ${typeof forEach.command === 'string' ? forEach.command : forEach.command.join(' ')} prints`;
  }
}

/** A problem as it crosses a process. */
export function toProblem(problem: {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string | null;
  readonly message: string;
  readonly hint: string | null;
}): Problem {
  const { file, line, column, key, message, hint } = problem;
  return { file, line, column, key, message, hint };
}
