/** What a job runs: the task for its executor, made from its step, its item, or what was asked for at run time. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { CommandStep, Step } from '../../src-shared/definition';
import type { RunLimits } from '../../src-shared/model';
import type { ActiveRun, HeldTask } from './active-run';
import type { ChildWork, OriginalWork } from './child-work';
import {
  expandCommand,
  expandScript,
  forEachCommand,
  type ExpansionContext,
} from './definitions/expand-command';
import { fillForEach } from './definitions/fill-for-each';
import type { ChildRequest, CommandWork, GeneratorWork, Task, Work } from './executors/protocol';
import { formatId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import type { RunRecord } from './storage/run-records';
import { laneOf } from './standbys';
import { editOriginal, editStep } from './work-edits';

/** What a task is built with beside its run. */
export interface TaskParts {
  readonly folderId: string;
  /** Scratch folder of the run; made before its first job. */
  readonly runDirectory: string;
  /** What all jobs start from; the executors have it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly work: ChildWork | null;
}

/** The task of an attempt. Throws a `RunsheetError` when a value cannot reach the command unchanged. */
export function buildTask(active: ActiveRun, held: HeldTask, parts: TaskParts): Task {
  const { tree, record } = active;
  const step = stepOf(record, tree.table.step(held.node) || held.node);
  const runId = formatId(held.run, 0);
  const jobId = formatId(held.run, held.node);
  const mark = `${parts.folderId}/${jobId}/${held.attempt}`;
  // Called only by work that has an environment.
  const environment = (own: Readonly<Record<string, string>>): Record<string, string> => ({
    ...colours(parts.environment, own),
    ...own,
    RUNSHEET_RUN: runId,
    RUNSHEET_JOB: jobId,
    RUNSHEET_ATTEMPT: mark,
    ...(record.definition === null ? {} : { RUNSHEET_RUN_DIR: runDirectoryOf(parts) }),
  });
  return {
    taskNumber: held.taskNumber,
    mark,
    runId,
    jobId,
    name: tree.text(held.node).name,
    attempt: held.attempt,
    timeoutMs: held.expands ? null : timeoutOf(step, record, parts.work),
    lane:
      tree.table.type(held.node) === 'command' && !held.expands
        ? laneOf(held.run, tree.table.step(held.node))
        : null,
    work: held.expands
      ? expandWork(record, step, environment)
      : jobWork(tree, record, held.node, parts.work, { environment, runDirectory: parts.runDirectory }),
  };
}

/** What a job runs: what its step or itself says, with a person's changes on top. */
function jobWork(
  tree: RunTree,
  record: RunRecord,
  n: number,
  work: ChildWork | null,
  context: WorkContext,
): Work {
  const step = stepOf(record, tree.table.step(n));
  const of = { ...runContext(record), item: tree.text(n).item, index: tree.table.index(n) };
  if (work === null) return stepWork(tree, record, step, n, of, context);
  if (work.type !== 'edited') return ownWork(work, record, context);
  const { original, edit } = work;
  if (original !== null) return ownWork(editOriginal(original, edit), record, context);
  if (step === null) throw new Error(`Job ${formatId(tree.run, n)} has nothing to run.`);
  return stepWork(tree, record, editStep(step, edit), n, { ...of, item: edit.item ?? of.item }, context);
}

/** How much of a run goes at once, as it is now; null for a step that may have as much as the run. */
function limitsOf({ concurrency, priority, definition, stepLimits }: RunRecord): RunLimits {
  const steps = (definition?.steps ?? []).map(({ name, concurrency: written }) => ({
    name,
    limit: name in stepLimits ? stepLimits[name] : written,
  }));
  return { concurrency, priority, steps };
}

/** What a node was asked to run, for people: its input and the environment that differs. */
export function describeInput(
  tree: RunTree,
  record: RunRecord,
  n: number,
  work: ChildWork | null,
): { input: Record<string, unknown>; env: Record<string, string> } {
  const { definition } = record;
  if (n === 0) {
    return definition === null
      ? { input: { directory: record.directory, limits: limitsOf(record), ...openedFrom(record) }, env: {} }
      : {
          input: {
            path: record.path,
            directory: record.directory,
            definition: definition.id,
            tags: definition.tags,
            limits: limitsOf(record),
            ...(record.startedBy === undefined ? {} : { startedBy: record.startedBy }),
            ...openedFrom(record),
            ...(definition.params.length === 0 ? {} : { params: record.params }),
          },
          env: {},
        };
  }
  const edit = work?.type === 'edited' ? work.edit : null;
  const own = work?.type === 'edited' ? work.original : work;
  if (own !== null) return describeOwnWork(edit === null ? own : editOriginal(own, edit), record);
  const stepNode = tree.table.kind(n) === 'step' ? n : tree.table.step(n);
  const original = stepOf(record, stepNode);
  if (original === null) return { input: {}, env: {} };
  if (tree.table.kind(n) === 'step') return { input: { ...original }, env: {} };
  const step = edit === null ? original : editStep(original, edit);
  const item = edit?.item ?? tree.text(n).item;
  const index = tree.table.index(n);
  if (step.type === 'test_job_generator') {
    return { input: { ...generatorWork(tree, record, step, n) }, env: {} };
  }
  const context = { ...runContext(record), item, index };
  const of = item === null ? {} : { item, index };
  try {
    if (step.type === 'script') {
      const { module, env } = expandScript(step, context);
      return { input: { module, ...of }, env: { ...env } };
    }
    const command = expandCommand(step, context);
    // The command as the definition says it, where that is another text.
    const written = [step.run].flat().some((word) => word.includes('{{')) ? { written: step.run } : {};
    return {
      input: { command: command.display, ...written, cwd: command.cwd, ...of },
      env: { ...command.env },
    };
  } catch {
    // A value that cannot reach a command is the job's error already; what was asked for is shown as it stands.
    const asked =
      step.type === 'script' ? { module: step.module } : { command: step.run, cwd: record.directory };
    return { input: { ...asked, ...of }, env: { ...step.env } };
  }
}

interface WorkContext {
  readonly environment: (own: Readonly<Record<string, string>>) => Record<string, string>;
  readonly runDirectory: string;
}

function stepWork(
  tree: RunTree,
  record: RunRecord,
  step: Step | null,
  n: number,
  of: ExpansionContext,
  context: WorkContext,
): Work {
  if (step === null) throw new Error(`Job ${formatId(tree.run, n)} has nothing to run.`);
  switch (step.type) {
    case 'command':
      return commandWork(expandCommand(step, of), context);
    case 'script': {
      const { module, env } = expandScript(step, of);
      return {
        type: 'script',
        module,
        item: of.item,
        index: of.index,
        params: record.params,
        runDirectory: context.runDirectory,
        env: context.environment(env),
      };
    }
    case 'test_job_generator':
      return generatorWork(tree, record, step, n);
  }
}

function ownWork(work: OriginalWork, record: RunRecord, context: WorkContext): Work {
  if (work.type === 'added') return addedCommand(work, record, context);
  const child = work.child.work;
  switch (child.type) {
    case 'command':
      return commandWork(expandCommand(childStep(child), childContext(record)), context);
    case 'script':
      return {
        type: 'script',
        module: path.resolve(record.directory, child.module),
        item: null,
        index: null,
        params: { ...record.params, ...child.params },
        runDirectory: context.runDirectory,
        env: context.environment({}),
      };
    case 'test_job_generator':
      return child;
  }
}

function addedCommand(
  work: Extract<OriginalWork, { type: 'added' }>,
  record: RunRecord,
  context: WorkContext,
): Work {
  const stdin = work.stdin === 'open' ? { open: true as const } : null;
  if (typeof work.command === 'string') {
    const step = {
      run: work.command,
      cwd: work.cwd,
      env: work.env,
      stdin,
      streams: 'separate' as const,
    };
    return commandWork(expandCommand(step, childContext(record)), context);
  }
  const [file, ...args] = work.command;
  return {
    type: 'command',
    file,
    args,
    cwd: work.cwd,
    env: context.environment(work.env),
    stdin: standardInput(stdin),
    merged: false,
    verbatim: false,
  };
}

function expandWork(record: RunRecord, step: Step | null, environment: WorkContext['environment']): Work {
  if (step === null || step.type === 'test_job_generator' || step.forEach === null) {
    throw new Error('This step has no items.');
  }
  const { forEach } = step;
  const command = forEach.kind === 'command' ? forEachCommand(forEach, runContext(record)) : null;
  return {
    type: 'expand',
    forEach: fillForEach(forEach, runContext(record)),
    directory: record.directory,
    command: command === null ? null : commandWork(command, { environment, runDirectory: '' }),
  };
}

function commandWork(
  command: ReturnType<typeof expandCommand>,
  context: Pick<WorkContext, 'environment' | 'runDirectory'>,
): CommandWork {
  return {
    type: 'command',
    file: command.file,
    args: command.args,
    cwd: command.cwd,
    env: context.environment(command.env),
    stdin: standardInput(command.stdin),
    merged: command.merged,
    verbatim: command.verbatim,
  };
}

function standardInput(stdin: CommandStep['stdin']): CommandWork['stdin'] {
  if (stdin === null) return null;
  if (typeof stdin === 'string') return { kind: 'text', text: stdin };
  return 'file' in stdin ? { kind: 'file', path: stdin.file } : { kind: 'open' };
}

function generatorWork(
  tree: RunTree,
  record: RunRecord,
  step: Extract<Step, { type: 'test_job_generator' }>,
  n: number,
): GeneratorWork {
  // Without a seed every run is another one, but each attempt of it is the same.
  const seed = step.seed ?? Math.floor(tree.table.createdAt(0) * 1000) % 0x7fffffff;
  const stepNumber = record.definition?.steps.indexOf(step) ?? 0;
  return {
    type: 'test_job_generator',
    logCount: step.logCount,
    logDelayMs: step.logDelayMs,
    failureRate: step.failureRate,
    childCount: step.childCount,
    depth: 0,
    recursionDepth: step.recursionDepth,
    seed:
      (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stepNumber + 1, 0x85ebca6b) ^ (tree.table.index(n) ?? 0)) >>>
      0,
  };
}

function describeOwnWork(
  work: OriginalWork,
  record: RunRecord,
): { input: Record<string, unknown>; env: Record<string, string> } {
  if (work.type === 'added') {
    return { input: { command: work.command, cwd: work.cwd }, env: { ...work.env } };
  }
  const child = work.child.work;
  if (child.type !== 'command') return { input: { ...child }, env: {} };
  return {
    input: { command: child.run, cwd: path.resolve(record.directory, child.cwd ?? '.') },
    env: { ...child.env },
  };
}

function childStep(
  child: Extract<ChildRequest['work'], { type: 'command' }>,
): Pick<CommandStep, 'run' | 'cwd' | 'env' | 'stdin' | 'streams'> {
  return {
    run: typeof child.run === 'string' ? child.run : [...child.run],
    cwd: child.cwd ?? '.',
    env: { ...child.env },
    stdin: null,
    streams: 'separate',
  };
}

function childContext(record: RunRecord) {
  return { ...runContext(record), item: null, index: null };
}

/** What is the same for every job of a run. */
function runContext({ directory, params }: RunRecord) {
  return { directory, params, platform: process.platform };
}

function timeoutOf(step: Step | null, record: RunRecord, work: ChildWork | null): number | null {
  const original = work?.type === 'edited' ? work.original : work;
  if (original?.type === 'child') return original.child.timeoutMs;
  return step === null ? (record.added?.timeoutMs ?? null) : step.timeoutMs;
}

function stepOf(record: RunRecord, stepNode: number): Step | null {
  return record.definition?.steps[stepNode - 1] ?? null;
}

const madeDirectories = new Set<string>();

function runDirectoryOf(parts: TaskParts): string {
  if (!madeDirectories.has(parts.runDirectory)) {
    mkdirSync(parts.runDirectory, { recursive: true, mode: 0o700 });
    madeDirectories.add(parts.runDirectory);
  }
  return parts.runDirectory;
}

/** Asks for colour, unless somebody has said something about it. */
function colours(
  environment: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const saysSo = colourVariables.some((name) => name in own || name in environment);
  return saysSo ? {} : askForColour;
}

const colourVariables = ['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR_FORCE'];
const askForColour = { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' };

/** The environment that jobs start from: the engine's without what belongs to the engine itself. */
export function jobEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const base: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !name.startsWith('RUNSHEET_') && name !== 'ELECTRON_RUN_AS_NODE') {
      base[name] = value;
    }
  }
  return base;
}

/** What a run that can only be read was opened from, and when. */
function openedFrom({ origin }: RunRecord): { openedFrom?: string; openedAt?: number } {
  return origin === undefined ? {} : { openedFrom: origin.path, openedAt: origin.at };
}
