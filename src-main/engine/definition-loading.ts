/** Definition files as the engine's clients ask for them: looked at, or loaded to be run. */
import { cpus } from 'node:os';
import path from 'node:path';
import type { DefinitionPreview, Problem } from '../../src-shared/contract';
import { generatorJobCount, type Definition, type Step } from '../../src-shared/definition';
import { RunsheetError } from '../../src-shared/errors';
import { checkDefinitionForRun } from './definitions/check-for-run';
import { parseDefinitionFile } from './definitions/parse-definition';
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
      steps: [],
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
    steps: definition.steps.map((step) => ({
      name: step.name,
      type: step.type,
      summary: summarize(step),
      depends: step.depends,
    })),
    problems: problems.map(toProblem),
  };
}

/** Loads a definition to be run. Throws `bad-definition` with its first problem. */
export async function loadForRun(file: string, concurrency: number | null): Promise<RunRecord> {
  const absolute = path.resolve(file);
  const parsed = await parseDefinitionFile(absolute);
  const problems = parsed.ok ? await checkDefinitionForRun(parsed) : parsed.problems;
  if (!parsed.ok || problems.length > 0) {
    const [first, ...others] = problems;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new RunsheetError('bad-definition', `${first.message}${more}`, { hint: first.hint ?? undefined });
  }
  return toRecord(parsed.definition, absolute, concurrency);
}

function toRecord(definition: Definition, file: string, concurrency: number | null): RunRecord {
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

function toProblem(problem: {
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
