import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TreeNode } from '../../../../src-shared/model';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open({ threads: 2 });
});
afterEach(async () => {
  await t.close();
});

/** Jobs that were started in the moment in which another one of their step had ended: they stood by. */
function followers(nodes: readonly TreeNode[]): TreeNode[] {
  const ends = new Set(nodes.map((node) => node.endedAt));
  return nodes.filter((node) => node.startedAt !== null && ends.has(node.startedAt));
}

function jobsOf(runId: string): TreeNode[] {
  return t.nodes(runId).filter((node) => node.kind === 'job');
}

/** Begins and ends of jobs in the order in which their processes wrote them. */
async function written(): Promise<{ what: string; job: string }[]> {
  const text = await readFile(path.join(t.folder, 'written'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ what: line[0], job: line.slice(1) }));
}

function short(count: number, more = ''): string {
  return `concurrency = 2
[step.short]
type = "command"
run = "echo +$RUNSHEET_JOB >> ${t.folder}/written; echo -$RUNSHEET_JOB >> ${t.folder}/written"
for_each = { range = [1, ${count}] }
${more}`;
}

describe('jobs that stand by', () => {
  it('follow each other without waiting for a commit, in order and within the limit', async () => {
    const { runId } = await t.run(short(200));
    const jobs = jobsOf(runId);
    expect(followers(jobs).length).toBeGreaterThan(100);
    expect(jobs.map((job) => [job.status, job.attempt])).toEqual(jobs.map(() => ['completed', 1]));
    let running = 0;
    let most = 0;
    const order: number[] = [];
    for (const { what, job } of await written()) {
      running += what === '+' ? 1 : -1;
      most = Math.max(most, running);
      if (what === '+') order.push(Number(job.split('.')[1]));
    }
    expect(most).toBeLessThanOrEqual(2);
    // A thread has a standby a moment before it reads the clock: each of the two that run may be late by so much.
    const starts = jobs.map((job) => job.startedAt ?? 0);
    const overtaken = starts.map(
      (start, job) => starts.filter((other, before) => before < job && other > start).length,
    );
    expect(Math.max(...overtaken)).toBeLessThanOrEqual(2);
    expect(order).toHaveLength(200);
    expect((await t.verify()).differences).toEqual([]);
  });

  it('there are none in a run of which a job waits for its child: the next slot is for that job', async () => {
    const waits = path.join(t.folder, 'waits');
    await t.define(
      'parent.mjs',
      `import { writeFileSync } from 'node:fs';
      export default async (job) => {
        const { done } = await job.spawn({ name: 'child', type: 'command', run: 'true' });
        writeFileSync(${JSON.stringify(waits)}, '');
        await done;
      };`,
    );
    // The child is behind all of them in the queue.
    const { runId } = await t.run(`concurrency = 2
[step.parent]
type = "script"
module = "./parent.mjs"
[step.short]
type = "command"
run = "until [ -e ${waits} ]; do sleep 0.01; done"
for_each = { range = [1, 200] }
depends = []`);
    const jobs = jobsOf(runId);
    expect(jobs.every((job) => job.status === 'completed')).toBe(true);
    const behind = jobs.filter(({ name }) => Number(name) > 100);
    expect(behind).toHaveLength(100);
    expect(followers(behind)).toEqual([]);
  });

  it('a failure cancels what stands by as what waits, and nothing of it runs', async () => {
    const { runId } = await t.run(`concurrency = 2
[step.short]
type = "command"
run = "if [ {{item}} = 60 ]; then exit 1; fi; echo +$RUNSHEET_JOB >> ${t.folder}/written"
for_each = { range = [1, 300] }`);
    const ran = new Set((await written()).map(({ job }) => job));
    const jobs = jobsOf(runId);
    expect(jobs.filter((job) => job.status === 'failed')).toHaveLength(1);
    for (const job of jobs) {
      if (job.status === 'completed') expect(ran.has(job.id)).toBe(true);
      if (job.status === 'cancelled' && job.attempt === 0) expect(ran.has(job.id)).toBe(false);
    }
    expect((await t.verify()).differences).toEqual([]);
  });

  it('a higher priority comes before what stands by', async () => {
    const runId = await t.start(short(400));
    await t.until((message) => (message.scope?.stats.completed ?? 0) > 30);
    const added = await t.client.call('job.add', {
      command: ['sh', '-c', `echo +urgent >> ${t.folder}/written`],
      cwd: t.folder,
      priority: 5,
    });
    const at = jobsOf(runId).filter((job) => job.status !== 'pending').length;
    await t.watch(added.runId);
    await t.ended();
    await t.watch(runId);
    await t.ended();
    const lines = await written();
    const before = lines.slice(
      0,
      lines.findIndex(({ job }) => job === 'urgent'),
    );
    // Two ran, and each of them may have been followed while the answer was under way.
    expect(before.filter(({ what }) => what === '+').length).toBeLessThanOrEqual(at + 4);
  });

  it('Promise 6: are what they were whatever a person does meanwhile: each job runs once or not at all', async () => {
    const deed = fc.record({
      what: fc.constantFrom('cancel', 'pause', 'pauseQueue', 'limit', 'add', 'retry'),
      pick: fc.nat(149),
      // Further jobs that end before it.
      after: fc.nat(15),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 12 }), async (deeds) => {
        await t.close();
        t = await TestEngine.open({ threads: 2 });
        const runId = await t.start(short(150));
        const call = t.client.call.bind(t.client);
        let seen = 0;
        for (const { what, pick, after } of deeds) {
          const { scope } = await t.until(
            (message) =>
              (message.scope?.stats.completed ?? 0) >= seen + after ||
              !['pending', 'running'].includes(message.scope?.status ?? 'pending'),
          );
          if (scope === null || scope.status !== 'running') break;
          seen = scope.stats.completed;
          const id = `${runId}.${pick + 2}`;
          if (what === 'cancel') await call('node.cancel', { id }).catch(() => undefined);
          if (what === 'pause') {
            await call('run.pause', { id: runId });
            await call('run.resume', { id: runId });
          }
          if (what === 'pauseQueue') {
            await call('queue.pause', { group: null });
            await call('queue.resume', { group: null });
          }
          if (what === 'limit') await call('run.change', { id: runId, concurrency: (pick % 2) + 1 });
          if (what === 'add') await call('job.add', { command: ['true'], cwd: t.folder, priority: pick % 3 });
          if (what === 'retry') await call('node.retry', { id }).catch(() => undefined);
        }
        await t.ended();
        const began = new Map<string, number>();
        let running = 0;
        for (const { what, job } of await written()) {
          running += what === '+' ? 1 : -1;
          expect(running).toBeLessThanOrEqual(2);
          if (what === '+') began.set(job, (began.get(job) ?? 0) + 1);
        }
        for (const job of jobsOf(runId)) {
          if (job.status === 'completed') expect(began.get(job.id) ?? 0).toBeLessThanOrEqual(job.attempt);
          if (job.attempt === 0) expect(began.has(job.id)).toBe(false);
        }
        expect((await t.verify()).differences).toEqual([]);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
