import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../../src-shared/model';
import { launcherInterpreter } from '../../../../src-main/engine/executors/launcher-starter';
import { key, kinds } from '../../../../src-main/engine/storage/keys';
import { Store, WriteBatch } from '../../../../src-main/engine/storage/store';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});

const definition = `
[step.a]
type = "command"
run = "echo x >> calls; test $(wc -l < calls) -gt 1"
retries = { max = 2, delay = "1ms", jitter = false }
[step.b]
type = "test_job_generator"
worker_count = 1
log_count = 1
log_delay_ms = 0
`;

async function attemptsOf(id: string): Promise<readonly Attempt[]> {
  return (await t.client.call('node.show', { id })).attempts;
}

/** Changes records of the folder while no engine has it. */
async function change(write: (batch: WriteBatch) => void): Promise<void> {
  const store = Store.open(path.join(t.folder, 'data'));
  const batch = new WriteBatch();
  write(batch);
  await store.commit(batch);
  await store.close();
}

describe.runIf(launcherInterpreter() !== null)('what attempts have used', () => {
  it('is kept with each of them, also when the folder is opened again', async () => {
    const { runId } = await t.run(definition);
    const before = await attemptsOf(`${runId}.3`);
    expect(before.map(({ usage }) => usage !== null && usage.peakBytes > 0)).toEqual([true, true]);
    await t.stop();
    await t.reopen();
    expect(await attemptsOf(`${runId}.3`)).toEqual(before);
    expect((await t.verify()).differences).toEqual([]);
  });

  it('is not made up for work without a process of its own', async () => {
    const { runId } = await t.run(definition);
    expect((await attemptsOf(`${runId}.4`)).map(({ usage }) => usage)).toEqual([null]);
  });

  it('goes into an archive and comes out of it', async () => {
    const { runId } = await t.run(definition);
    const file = path.join(t.folder, 'run.zip');
    for (const { transferId } of [await t.client.call('run.export', { id: runId, path: file })]) {
      await t.client.call('transfer.wait', { transferId, done: Number.MAX_SAFE_INTEGER });
    }
    const { transferId } = await t.client.call('log.open', { paths: [file] });
    const opened = await t.client.call('transfer.wait', { transferId, done: Number.MAX_SAFE_INTEGER });
    expect(opened.runId).not.toBeNull();
    expect(await attemptsOf(`${opened.runId}.3`)).toEqual(await attemptsOf(`${runId}.3`));
    expect((await t.verify()).differences).toEqual([]);
  });

  it('goes with its run when that is removed', async () => {
    const { runId } = await t.run(definition);
    await t.client.call('node.remove', { id: runId });
    expect((await t.verify()).differences).toEqual([]);
  });

  it('is missing in folders of earlier versions, and nothing else is', async () => {
    const { runId } = await t.run(definition);
    await t.stop();
    await change((batch) => {
      for (const attempt of [1, 2]) batch.remove(key(kinds.usage, 1, 3, attempt));
    });
    await t.reopen();
    expect((await attemptsOf(`${runId}.3`)).map((one) => [one.exitCode, one.usage])).toEqual([
      [1, null],
      [0, null],
    ]);
    expect((await t.verify()).differences).toEqual([]);
  });

  it('is recounted: of an attempt that there is not, or no number, is a difference', async () => {
    await t.run(definition);
    await t.stop();
    await change((batch) => {
      batch.put(key(kinds.usage, 1, 3, 9), new Uint8Array(17));
      batch.put(key(kinds.usage, 1, 3, 1), new Uint8Array(17).fill(0xff));
    });
    expect((await t.verify()).differences).toEqual([
      'r1.3: what attempt 1 used is no possible number',
      'r1.3: there is no attempt 9 that could have used something',
    ]);
    await t.reopen();
  });
});
