/** Answers to commands that start, change and end runs and jobs; each answers when its effect is durable. */
import { cpus } from 'node:os';
import path from 'node:path';
import type { CommandInput, CommandOutput, JobEdit } from '../../src-shared/contract';
import { retryPolicy } from '../../src-shared/definition';
import { RunsheetError } from '../../src-shared/errors';
import type { TreeNode } from '../../src-shared/model';
import type { ActiveRun } from './active-run';
import { addedWork, editedWork, type ChildWork } from './child-work';
import { loadChain, startChain } from './definition-chain';
import type { EngineFace } from './engine-face';
import { formatId, notFound, parseId } from './jobs/ids';
import { hasEnded } from './jobs/job-states';
import { nodeFlags } from './jobs/node-table';
import { toTreeNode } from './node-views';
import { refuseReadOnly } from './read-only-runs';
import { sendToJob } from './send-to-job';
import type { RunRecord } from './storage/run-records';
import { blockedBy } from './run-dependants';
import { checkEdit } from './work-edits';

/** The handlers, for a client of an engine. */
export function runHandlers(engine: EngineFace) {
  return {
    'run.start': async (input: CommandInput<'run.start'>): Promise<CommandOutput<'run.start'>> => {
      const chain = await loadChain(input.path, {
        concurrency: input.concurrency ?? null,
        params: input.params,
        watched: (id) => engine.automation.pathOf(id),
      });
      const { run } = await engine.change(() => startChain(engine.active, chain));
      return { runId: formatId(run, 0) };
    },
    'run.stop': async (input: { id: string }) => {
      const { run } = parseId(input.id);
      await engine.change(() => {
        engine.active.stopRun(activeRun(engine, input.id));
      });
      await engine.settled(run);
      return {};
    },
    'run.continue': (input: { id: string }) => continueRun(engine, input.id),
    'run.pause': async (input: { id: string }) => {
      await engine.change(() => {
        engine.active.pauseRun(activeRun(engine, input.id));
      });
      return {};
    },
    'run.resume': (input: { id: string }) => continueRun(engine, input.id),
    'run.change': async ({ id, ...change }: CommandInput<'run.change'>) => {
      await engine.change(() => {
        const active = activeRun(engine, id);
        const names = (active.record.definition?.steps ?? []).map((step) => step.name);
        const unknown = Object.keys(change.steps ?? {}).find((name) => !names.includes(name));
        if (unknown !== undefined) {
          const hint = names.length === 0 ? undefined : `Its steps: ${names.join(', ')}.`;
          throw new RunsheetError('bad-input', `Run ${id} has no step "${unknown}".`, { hint });
        }
        engine.active.changeRun(active, change);
      });
      return {};
    },
    'job.add': (input: CommandInput<'job.add'>): Promise<TreeNode> => addJob(engine, input),
    'job.send': async (input: CommandInput<'job.send'>): Promise<CommandOutput<'job.send'>> => {
      await sendToJob(engine, input);
      return {};
    },
    'job.addMany': (input: CommandInput<'job.addMany'>) => addMany(engine, input),
    'node.cancel': (input: { id: string }) => cancel(engine, input.id),
    'node.retry': (input: CommandInput<'node.retry'>) => retry(engine, input),
    'node.remove': (input: { id: string }) => remove(engine, input.id),
  };
}

async function continueRun(engine: EngineFace, id: string): Promise<CommandOutput<'run.resume'>> {
  await engine.change(() => {
    engine.active.continueRun(activeRun(engine, id));
  });
  return {};
}

async function addJob(engine: EngineFace, input: CommandInput<'job.add'>): Promise<TreeNode> {
  const name = input.name ?? path.basename(input.command[0]);
  const { active, node } = await engine.change(() => {
    const key = input.key ?? null;
    if (key !== null) engine.knowKeys();
    const holder = key === null ? null : engine.active.books.keys.holder(key);
    if (holder !== null) {
      const id = formatId(holder.run, holder.node);
      throw new RunsheetError('bad-input', `${id} has the key "${key ?? ''}" and has not ended.`, {
        hint: `Wait for it, cancel it, or use another key.`,
      });
    }
    for (const id of input.after ?? []) engine.reader.find(id);
    const run = engine.active.startRun(
      addedRecord(input, {
        concurrency: 1,
        timeoutMs: input.timeoutMs ?? null,
        key,
        after: input.after ?? [],
      }),
      name,
    );
    const added = engine.active.addJob(run, {
      ...ownJob(name, addedWork(input)),
      ...(input.delayMs === undefined || input.delayMs === 0
        ? {}
        : { readyAt: engine.now() + input.delayMs }),
    });
    engine.active.begin(run);
    return { active: run, node: added };
  });
  return toTreeNode(active.tree, active.record, node);
}

async function addMany(
  engine: EngineFace,
  input: CommandInput<'job.addMany'>,
): Promise<CommandOutput<'job.addMany'>> {
  const run = await engine.change(() => {
    const concurrency = input.concurrency ?? Math.max(1, cpus().length);
    const active = engine.active.startRun(
      addedRecord(input, { concurrency, timeoutMs: null, key: null, after: [] }),
      input.name,
    );
    for (const { name, command } of input.jobs) {
      const work = addedWork({ command, cwd: input.cwd, env: input.env });
      engine.active.addJob(active, ownJob(name ?? command.join(' '), work));
    }
    engine.active.begin(active);
    return active.run;
  });
  return { runId: formatId(run, 0), jobs: input.jobs.length };
}

/** The record of a run of added commands. */
function addedRecord(
  input: Pick<CommandInput<'job.add'>, 'cwd' | 'priority' | 'retries' | 'group'>,
  own: {
    readonly concurrency: number;
    readonly timeoutMs: number | null;
    readonly key: string | null;
    readonly after: readonly string[];
  },
): RunRecord {
  return {
    definition: null,
    path: null,
    directory: input.cwd,
    concurrency: own.concurrency,
    priority: input.priority ?? 0,
    type: 'command',
    after: [...new Set(own.after)],
    added: {
      group: input.group ?? null,
      retries: input.retries === undefined || input.retries === 0 ? null : retryPolicy(input.retries),
      timeoutMs: own.timeoutMs,
      key: own.key,
    },
    stepLimits: {},
    params: {},
  };
}

function ownJob(name: string, work: ChildWork) {
  return {
    parent: 0,
    step: 0,
    type: 'command' as const,
    text: { name, item: null },
    index: null,
    spawnDepth: 0,
    work,
  };
}

function cancel(engine: EngineFace, id: string): Promise<CommandOutput<'node.cancel'>> {
  return engine.change(() => {
    const { run, node } = parseId(id);
    const active = engine.active.runs.get(run);
    if (active === undefined) {
      // Nothing of an ended run can be cancelled; that is an answer, not an error.
      engine.reader.find(id);
      refuseReadOnly(engine.reader, run);
      return { cancelled: 0, ending: 0 };
    }
    if (node >= active.tree.table.length) throw notFound(id);
    return engine.active.cancel(active, node);
  });
}

function retry(
  engine: EngineFace,
  { id, edit }: CommandInput<'node.retry'>,
): Promise<CommandOutput<'node.retry'>> {
  return engine.change(() => {
    const { run, node, tree, record } = engine.reader.find(id);
    refuseReadOnly(engine.reader, run);
    if (edit !== undefined) return { requeued: retryEdited(engine, id, edit), continued: false };
    const before = tree.table.status(0);
    const failure = before === 'cancelled' ? engine.active.dependants.failureOf({ record }) : null;
    if (failure !== null) {
      throw new RunsheetError('bad-input', blockedBy(run, failure), {
        hint: `Retry ${failure}: then this goes on by itself.`,
      });
    }
    const active = engine.active.runs.get(run);
    const wasHeld = active !== undefined && engine.active.continueRun(active);
    const requeued = engine.active.retry(run, node);
    // A step that had found no items looks for them again; how many jobs that makes nobody knows yet.
    const status = engine.active.runs.get(run)?.tree.table.status(0) ?? before;
    return { requeued, continued: wasHeld || (requeued === 0 && hasEnded(before) && !hasEnded(status)) };
  });
}

/** Sends one job round with a person's changes. Throws `bad-input` where those cannot work. */
function retryEdited(engine: EngineFace, id: string, edit: JobEdit): number {
  const { run, node, tree, record } = engine.reader.find(id);
  const status = tree.table.status(node);
  if (!tree.table.isJob(node) || (status !== 'failed' && status !== 'cancelled')) {
    const what = tree.table.isJob(node) ? status : `a ${tree.table.kind(node)}`;
    throw new RunsheetError(
      'bad-input',
      `Only a job that failed or was cancelled can be changed; ${id} is ${what}.`,
    );
  }
  const work = editedWork(engine.work(run, node), edit);
  checkEdit(work, record, tree.table.step(node));
  const requeued = engine.active.retry(run, node);
  if (requeued > 0) engine.active.outcome.works.push({ run, node, work });
  return requeued;
}

async function remove(engine: EngineFace, id: string): Promise<CommandOutput<'node.remove'>> {
  await engine.makeRoom(() => {
    const { run, node } = engine.reader.find(id);
    if (node !== 0) {
      throw new RunsheetError('bad-input', `${id} is a part of a run; only whole runs are removed.`, {
        hint: `Remove ${formatId(run, 0)}, or take a dead job off the shelf with "runsheet dead rm ${id}".`,
      });
    }
    if (engine.active.runs.has(run)) {
      throw new RunsheetError('bad-input', `Run ${id} has not ended.`, { hint: 'Cancel it first.' });
    }
    engine.removeRun(run);
  });
  return {};
}

function activeRun(engine: EngineFace, id: string): ActiveRun {
  const { run, node } = parseId(id);
  if (node !== 0)
    throw new RunsheetError('bad-input', `${id} is no run but a part of one.`, {
      hint: `Its run is ${formatId(run, 0)}.`,
    });
  const active = engine.active.runs.get(run);
  if (active !== undefined && !active.tree.table.hasFlag(0, nodeFlags.cancelRequested)) return active;
  const { tree } = engine.reader.find(id);
  refuseReadOnly(engine.reader, run);
  const how = active === undefined ? `has ended: ${tree.table.status(0)}` : 'is being cancelled';
  throw new RunsheetError('bad-input', `Run ${id} ${how}.`);
}
