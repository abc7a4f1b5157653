import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definition, DrivenRun, step } from './driven-run';
import { TestEngine } from './test-engine';

// What users of other queues saw; each test is named after it.

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  expect((await t.verify()).differences).toEqual([]);
  await t.close();
});

async function runScript(body: string) {
  await t.define('script.mjs', `export default async (job) => {\n${body}\n};\n`);
  return t.run(`concurrency = 4\n[step.a]\ntype = "script"\nmodule = "./script.mjs"\non_error = "continue"`);
}

describe('traps of other queues', () => {
  it('a job whose code blocks for long is not given to a second worker', async () => {
    const { runId, last } = await runScript(
      `const until = Date.now() + 1200; while (Date.now() < until); job.log.info('attempt ' + job.attempt);`,
    );
    expect(last.scope?.status).toBe('completed');
    expect((await t.lines(runId)).map((row) => row.text)).toEqual(['attempt 1']);
  });

  it('a parent does not wait for ever: its child failed, ended before it began to wait, or came after the others', async () => {
    const { runId, last } = await runScript(`
      const failing = await job.spawn({ name: 'failing', type: 'command', run: 'exit 1' });
      const quick = await job.spawn({ name: 'quick', type: 'command', run: 'true' });
      const failed = await failing.done;
      // Both have ended by now.
      const again = await failing.done;
      const early = await quick.done;
      const late = await job.spawn({ name: 'late', type: 'command', run: 'true' });
      const done = await late.done;
      job.log.info([failed, again, early, done].map((one) => one.status).join(' '));`);
    expect((await t.lines(runId)).at(-1)?.text).toBe('failed failed completed completed');
    expect(last.scope?.stats).toMatchObject({ total: 4, completed: 3, failed: 1 });
  });

  it('what failed does not run again after a restart, and is not completed by it', async () => {
    const { runId } = await t.run(
      '[step.a]\ntype = "command"\nrun = "echo x >> ran; exit 1"\nretries = { max = 1, delay = "" }',
    );
    await t.stop();
    await t.reopen(runId);
    expect(t.messages.at(-1)).toMatchObject({ dead: 1, scope: { status: 'failed', stats: { failed: 1 } } });
    expect(await readFile(path.join(t.folder, 'ran'), 'utf8')).toBe('x\nx\n');
  });

  it('a step whose dependency failed does not stay pending, however far away that is', async () => {
    const chain = Array.from(
      { length: 30 },
      (_, at) => `[step.s${at}]\ntype = "command"\nrun = "exit ${at === 0 ? 1 : 0}"`,
    );
    const { runId, last } = await t.run(chain.join('\n'));
    expect(last.scope?.status).toBe('failed');
    const steps = t.nodes(runId).filter((node) => node.kind === 'step');
    expect(steps.map((node) => node.status)).toEqual(['failed', ...chain.slice(1).map(() => 'cancelled')]);
  });

  it('retry of a part does not run the whole again, and does not do nothing', () => {
    const run = new DrivenRun(
      definition([
        step('a', { items: 3, onError: 'continue' }),
        step('b', { items: 2, onError: 'continue' }),
      ]),
    );
    run.finish((name, stepName) => (name === '1' && stepName === 'a' ? 'failed' : 'completed'));
    const ran: string[] = [];
    run.runs.retry(run.active.run, 1);
    run.finish((name, stepName) => {
      ran.push(`${stepName} ${name}`);
      return 'completed';
    });
    expect(ran).toEqual(['a 1']);
    expect(run.summary).toEqual({ run: 'completed', a: 'completed', b: 'completed' });
  });

  it('a late monitor does not overwrite a cancel, nor a cancel a result that came first', () => {
    const run = new DrivenRun(definition([step('a', { items: 2, onError: 'continue' })], { concurrency: 2 }));
    const [first, second] = run.held;
    run.end(first, 'completed');
    run.runs.cancel(run.active, first.node);
    run.runs.cancel(run.active, second.node);
    run.tick();
    run.end(second, 'completed');
    run.end(first, 'failed');
    const { table } = run.active.tree;
    expect([table.status(first.node), table.status(second.node)]).toEqual(['completed', 'cancelled']);
  });
});
