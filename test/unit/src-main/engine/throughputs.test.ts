import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FeedMessage } from '../../../../src-shared/contract';
import type { Throughput } from '../../../../src-shared/throughput';
import type { DurationsByStep } from '../../../../src-main/engine/jobs/step-durations';
import { readDurations } from '../../../../src-main/engine/storage/duration-records';
import { Store } from '../../../../src-main/engine/storage/store';
import { TestEngine } from './test-engine';

/** Forty jobs that fail now and then and are tried again. */
const flaky =
  'concurrency = 4\n[step.a]\ntype = "test_job_generator"\nworker_count = 40\nlog_count = 1\nlog_delay_ms = 2\nfailure_rate = 0.4\nseed = 3\non_error = "continue"\nretries = { max = 2, delay = "5ms" }\n';

/** Ends of the rows of a node's subtree, by the spans that the feed tells. */
function recount(test: TestEngine, id: string, { from, spanMs, counts }: Throughput['history']): number[] {
  const found = counts.map(() => 0);
  for (const { kind, status, endedAt } of test.nodes(id.split('.')[0])) {
    if (kind !== 'job' || (status !== 'completed' && status !== 'failed')) continue;
    found[Math.floor(((endedAt ?? 0) - from) / spanMs)]++;
  }
  return found;
}

/** What is on disk of how long the steps of a definition took. */
async function durations({ folder }: TestEngine, definitionId: string): Promise<DurationsByStep | null> {
  const store = Store.openForReading(path.join(folder, 'data'));
  try {
    return store === null ? null : readDurations(store, definitionId);
  } finally {
    await store?.close();
  }
}

describe('the throughput that the feed tells', () => {
  it('Promise 4: equals a recount of the rows, with retries, and after a restart', async () => {
    const test = await TestEngine.open();
    try {
      const { runId, last } = await test.run(flaky);
      const told = last.throughput as Throughput;
      expect(told.ended).toBe(40);
      expect(told.history.counts).toEqual(recount(test, runId, told.history));
      expect(told).toMatchObject({ retrying: 0, leftMs: null, since: last.scope?.startedAt });
      await test.stop();
      await test.reopen(runId);
      const again = test.messages.at(-1)?.throughput as Throughput;
      expect(again.history).toEqual(told.history);
      expect(again.ended).toBe(40);
      await test.watch(`${runId}.1`);
      expect(test.messages.at(-1)?.throughput?.ended).toBe(40);
    } finally {
      await test.close();
    }
  });

  it('says how many pending jobs have been tried before, of the run and of the folder', async () => {
    const test = await TestEngine.open();
    try {
      const runId = await test.start(
        'concurrency = 2\n[step.a]\ntype = "command"\nrun = "exit 1"\nfor_each = { range = [1, 3] }\nretries = { max = 1, delay = "1h" }\n',
      );
      await test.until((message) => message.throughput?.retrying === 3);
      await test.watch(null);
      expect(test.messages.at(-1)?.throughput).toMatchObject({ retrying: 3, since: null, leftMs: null });
      await test.client.call('node.cancel', { id: runId });
      await test.until((message) => message.throughput?.retrying === 0);
    } finally {
      await test.close();
    }
  });

  it('knows the time left once jobs of the step have ended, and says nothing about what has ended', async () => {
    const test = await TestEngine.open();
    try {
      const told: (number | null)[] = [];
      test.onMessage = ({ throughput, scope }) => {
        if (scope?.status === 'running' && throughput !== null) told.push(throughput.leftMs);
      };
      const { last } = await test.run(
        'concurrency = 2\n[step.a]\ntype = "test_job_generator"\nworker_count = 30\nlog_count = 2\nlog_delay_ms = 10\n',
      );
      expect(told[0]).toBeNull();
      const known = told.filter((leftMs) => leftMs !== null);
      expect(known.length).toBeGreaterThan(3);
      expect(Math.max(...known)).toBeLessThan(60_000);
      expect(known.at(-1)).toBeLessThan(Math.max(...known));
      expect(last.throughput?.leftMs).toBeNull();
    } finally {
      await test.close();
    }
  });

  it('counts the wait before the next attempt in, also when nothing runs meanwhile', async () => {
    const test = await TestEngine.open();
    try {
      await test.start(
        'concurrency = 2\n[step.a]\ntype = "command"\nrun = "test $RUNSHEET_JOB != r1.12"\nfor_each = { range = [1, 12] }\nretries = { max = 1, delay = "1h" }\n',
      );
      const { throughput, scope } = await test.until(
        // The one that fails may be the last to end.
        ({ scope: run }) => run?.stats.completed === 11 && run.stats.running === 0,
      );
      expect(scope?.stats).toMatchObject({ pending: 1, running: 0 });
      const [waiting] = test.nodes('r1').filter(({ status }) => status === 'pending');
      const readyAt = test.messages.at(-1)?.tree.rows.find(({ id }) => id === waiting.id)?.readyAt ?? 0;
      const waitMs = readyAt - (throughput?.time ?? 0);
      expect(waitMs).toBeGreaterThan(1000);
      expect(throughput?.leftMs).toBeGreaterThan(waitMs);
      expect(throughput?.leftMs).toBeLessThan(waitMs + 10_000);
      await test.client.call('node.cancel', { id: 'r1' });
      await test.ended();
    } finally {
      await test.close();
    }
  });

  it('knows no time left while it is not known how many jobs there will be', async () => {
    const test = await TestEngine.open();
    try {
      await test.start(
        'concurrency = 2\n[step.a]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 20] }\n[step.b]\ntype = "command"\ndepends = ["a"]\nrun = "sleep 30"\nfor_each = { range = [1, 20] }\n',
      );
      await test.until((message) => (message.scope?.stats.completed ?? 0) >= 10);
      expect(test.messages.every(({ throughput }) => throughput?.leftMs == null)).toBe(true);
      await test.client.call('node.cancel', { id: 'r1' });
      await test.ended();
    } finally {
      await test.close();
    }
  });

  it('knows it from the latest completed run while too little of this one has ended, after a restart too', async () => {
    const test = await TestEngine.open();
    const definition = (sleep: string, step = 'slow') =>
      `concurrency = 2\n[step.first]\ntype = "command"\nrun = "true"\n[step.${step}]\ntype = "command"\ndepends = ["first"]\nrun = "sleep ${sleep}"\nfor_each = { range = [1, 2] }\n`;
    const cancel = async (): Promise<void> => {
      await test.client.call('node.cancel', { id: test.messages.at(-1)?.scope?.runId ?? '' });
      await test.ended();
    };
    try {
      const isSlow = ({ scope }: FeedMessage): boolean =>
        scope?.stats.completed === 1 && scope.stats.running === 2;
      await test.run(definition('0.5'));
      // The first run of a definition has nobody to ask.
      expect(test.messages.every(({ throughput }) => throughput?.isLeftFromEarlier !== true)).toBe(true);
      await test.stop();
      await test.reopen();

      await test.start(definition('30'));
      const known = (await test.until(isSlow)).throughput;
      expect(known?.isLeftFromEarlier).toBe(true);
      expect(known?.leftMs).toBeGreaterThan(200);
      expect(known?.leftMs).toBeLessThan(5000);
      await test.watch(null);
      expect(test.messages.at(-1)?.throughput).toMatchObject({ isLeftFromEarlier: true });
      await test.watch('r2');
      await cancel();

      // A run that was cancelled says nothing, and a step that it did not have is not known.
      await test.start(definition('30'));
      expect((await test.until(isSlow)).throughput?.leftMs).toBeLessThan(5000);
      await cancel();
      await test.start(definition('30', 'other'));
      expect((await test.until(isSlow)).throughput).toMatchObject({ leftMs: null, isLeftFromEarlier: false });
      await cancel();
      expect((await test.verify()).differences).toEqual([]);
    } finally {
      await test.close();
    }
  });

  it('knows a step from all its jobs still when one of them was run again, after a restart too', async () => {
    const test = await TestEngine.open();
    try {
      const bad = path.join(test.folder, 'bad');
      const definition = `id = "twelve"\nconcurrency = 4\n[step.work]\ntype = "command"\nrun = "test {{item}} != 1 || test ! -e ${bad}"\nfor_each = { range = [1, 12] }\non_error = "continue"\n`;
      const retry = async (id: string): Promise<void> => {
        await rm(bad);
        await test.client.call('node.retry', { id });
        await test.until(({ scope }) => scope?.status === 'completed' && scope.stats.failed === 0);
      };
      await writeFile(bad, '');
      const first = await test.run(definition);
      expect(first.last.scope?.stats).toMatchObject({ completed: 11, failed: 1 });
      const known = await durations(test, 'twelve');
      expect(known?.work).toMatchObject({ jobs: 12, count: 12 });
      await retry(first.runId);
      expect(await durations(test, 'twelve')).toEqual(known);

      await writeFile(bad, '');
      const second = await test.run(definition);
      const latest = await durations(test, 'twelve');
      expect(latest?.work.count).toBe(12);
      await test.stop();
      await test.reopen(second.runId);
      await retry(second.runId);
      expect(await durations(test, 'twelve')).toEqual(latest);

      // All that the step has now says more than what an earlier run of more jobs has left.
      await test.run(definition.replace('12]', '3]'));
      expect((await durations(test, 'twelve'))?.work).toMatchObject({ jobs: 3, count: 3 });
    } finally {
      await test.close();
    }
  });
});
