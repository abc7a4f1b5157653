import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandInput } from '../../../../src-shared/contract';
import type { LogRow } from '../../../../src-shared/model';
import type { TransferState } from '../../../../src-shared/transfer';
import { isoTimeWithMicroseconds } from '../../../../src-main/cli/text/times';
import { logLineJson } from '../../../../src-main/cli/text/node-json';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});

async function ended(state: TransferState): Promise<TransferState> {
  return t.client.call('transfer.wait', { transferId: state.transferId, done: Number.MAX_SAFE_INTEGER });
}

async function exportLog(input: Omit<CommandInput<'log.export'>, 'path'>, name: string): Promise<string> {
  const file = path.join(t.folder, name);
  const state = await ended(await t.client.call('log.export', { ...input, path: file }));
  expect(state).toMatchObject({ ended: true, error: null });
  return readFile(file, 'utf8');
}

async function exportRun(id: string, name = 'run.zip'): Promise<string> {
  const file = path.join(t.folder, name);
  expect(await ended(await t.client.call('run.export', { id, path: file }))).toMatchObject({ error: null });
  return file;
}

async function open(...paths: string[]): Promise<TransferState> {
  return ended(await t.client.call('log.open', { paths }));
}

const generator = `
[step.build]
type = "test_job_generator"
worker_count = 6
log_count = 700
log_delay_ms = 0
failure_rate = 0.3
child_count = 2
recursion_depth = 1
seed = 7
retries = { max = 1, delay = "1ms" }
on_error = "continue"

[step.odd]
type = "command"
run = ["node", "-e", "process.stdout.write(Buffer.from([255,254,10])); console.error('WARN: x'); process.stdout.write('y'.repeat(70000)+String.fromCharCode(10)); console.log('a,\\"b\\"')"]
`;

/** Everything that is shown of a run but the number it has here. */
function shown(runId: string): unknown[] {
  const own = (id: string | null): string | null => id?.replace(/^r\d+/, 'r') ?? null;
  return t.nodes(runId).map((node) => {
    const { attempts } = t.engine.reader.details(node.id);
    return { ...node, id: own(node.id), parentId: own(node.parentId), runId: '', attempts };
  });
}

function shownLines(rows: readonly LogRow[]): unknown[] {
  return rows.map((row) => ({ ...row, jobId: row.jobId.replace(/^r\d+/, 'r') }));
}

describe('an exported log', () => {
  it('is the lines as printed, with parts of a long line joined and raw bytes kept', async () => {
    const { runId } = await t.run(generator);
    const rows = await t.lines(runId);
    const text = await exportLog({ scopeId: runId, levels: 15, format: 'text' }, 'all.txt');
    const bytes = await readFile(path.join(t.folder, 'all.txt'));
    expect(bytes.includes(Buffer.from([10, 255, 254, 10]))).toBe(true);
    expect(text).toContain(`\n${'y'.repeat(70_000)}\n`);
    const parts = rows.filter((row) => row.cont).length;
    expect(parts).toBe(2);
    expect(text.split('\n')).toHaveLength(rows.length - parts + 1);
  });

  it('has exactly the rows of its subtree and levels', async () => {
    const { runId } = await t.run(generator);
    const job = t.nodes(runId).find((node) => node.kind === 'job' && node.stats.total > 1);
    const scopeId = job?.id ?? '';
    const rows = await t.lines(scopeId, 12);
    expect(rows.length).toBeGreaterThan(50);
    const text = await exportLog({ scopeId, levels: 12, format: 'text' }, 'some.txt');
    expect(text.split('\n').slice(0, -1)).toEqual(rows.map((row) => row.text));
  });

  it('is in JSON Lines what the command line prints', async () => {
    const { runId } = await t.run(generator);
    const rows = (await t.lines(runId, 14)).filter((row) => row.fullLength === null);
    const text = await exportLog({ scopeId: runId, levels: 14, format: 'jsonl' }, 'all.jsonl');
    const long = new Set((await t.lines(runId)).filter((row) => row.fullLength !== null).map((row) => row.n));
    const lines = text.split('\n').slice(0, -1);
    expect(lines.filter((line) => !long.has((JSON.parse(line) as LogRow).n))).toEqual(
      rows.map((row) => JSON.stringify(logLineJson(row))),
    );
  });

  it('is in CSV a header and a record a row, quoted where it must be', async () => {
    const { runId } = await t.run(generator);
    const step = t.nodes(runId).find((node) => node.name === 'odd');
    const rows = await t.lines(step?.id ?? '');
    const text = await exportLog({ scopeId: step?.id ?? '', levels: 15, format: 'csv' }, 'odd.csv');
    const records = text.split('\r\n');
    expect(records[0]).toBe('n,seq,jobId,jobName,line,attempt,ts,level,stream,text');
    expect(records).toHaveLength(rows.length + 2);
    const last = rows.findLast((row) => row.text === 'a,"b"');
    expect(records).toContain(
      `${last?.n},${last?.seq},${last?.jobId},${last?.jobName},${last?.line},1,` +
        `${isoTimeWithMicroseconds(last?.time ?? 0)},info,out,"a,""b"""`,
    );
  });

  it.each([0, 2, 5] as const)(
    'of a search has its hits and %i lines around each, as shown',
    async (context) => {
      const { runId } = await t.run(`${generator}
[step.count]
type = "command"
run = "seq 1 9000"
`);
      const step = t.nodes(runId).find((node) => node.name === 'count');
      for (const [scopeId, levels] of [
        [runId, 15],
        [runId, 12],
        [step?.id ?? '', 15],
      ] as const) {
        const query = { text: '[37]3', regex: true, matchCase: true, wholeWord: false };
        const { selectionId } = await t.client.call('log.select', {
          ...{ scopeId, levels, near: 1, select: { kind: 'search', query } },
        });
        await t.until(({ selections }) =>
          selections.some((state) => state.selectionId === selectionId && state.scanned === state.total),
        );
        const lines = await t.lines(scopeId, levels);
        const isHit = lines.map((line) => /[37]3/.test(line.text));
        const rows = lines.filter((_, at) =>
          isHit.slice(Math.max(0, at - context), at + context + 1).includes(true),
        );
        expect(rows.length).toBeGreaterThan(20);
        const view = { scopeId, levels, selectionId, context };
        const records = (await exportLog({ ...view, format: 'jsonl' }, 'found.jsonl'))
          .split('\n')
          .slice(0, -1);
        expect(records.map((record) => (JSON.parse(record) as LogRow).n)).toEqual(rows.map(({ n }) => n));
        const csv = (await exportLog({ ...view, format: 'csv' }, 'found.csv')).split('\r\n').slice(1, -1);
        expect(csv.map((record) => Number(record.split(',', 1)[0]))).toEqual(rows.map(({ n }) => n));
        // Lines of the whole run may have been cut into parts, which a text joins again.
        if (scopeId === runId) continue;
        const text = await exportLog({ ...view, format: 'text' }, 'found.txt');
        expect(text.split('\n').slice(0, -1)).toEqual(rows.map((row) => row.text));
      }
    },
  );

  it('replaces a file only when all of it is written, and leaves nothing beside it', async () => {
    const { runId } = await t.run(generator);
    await writeFile(path.join(t.folder, 'all.txt'), 'old');
    await exportLog({ scopeId: runId, levels: 15, format: 'text' }, 'all.txt');
    await mkdir(path.join(t.folder, 'sub'));
    const failed = t.client.call('log.export', {
      scopeId: runId,
      levels: 15,
      format: 'text',
      path: path.join(t.folder, 'sub'),
    });
    await expect(failed).rejects.toMatchObject({ code: 'bad-input' });
    expect((await readdir(t.folder)).filter((name) => name.includes('.part-'))).toEqual([]);
  });
});

describe('an archive', () => {
  it('Promise 2: opens as the identical run: tree, attempts, counts, and every line of every subtree', async () => {
    const { runId } = await t.run(generator);
    const { runId: opened, error } = await open(await exportRun(runId));
    expect(error).toBeNull();
    if (opened === null) throw new Error('It was not opened.');
    expect(shown(opened)).toEqual(shown(runId));
    for (const [at, node] of t.nodes(runId).entries()) {
      const copy = t.nodes(opened)[at];
      expect(shownLines(await t.lines(copy.id))).toEqual(shownLines(await t.lines(node.id)));
    }
    expect(await t.verify()).toMatchObject({ ok: true, runs: 2 });
    const before = t.engine.totals.toStats();
    await t.stop();
    await t.reopen(opened);
    expect(t.engine.totals.toStats()).toEqual(before);
    expect(shown(opened)).toEqual(shown(runId));
  });

  it('can only be read: it is not run, retried, cancelled, paused or changed; it can be removed', async () => {
    const { runId } = await t.run('[step.a]\ntype = "command"\nrun = ["node", "-e", "process.exit(3)"]\n');
    const { runId: opened } = await open(await exportRun(runId));
    const id = opened ?? '';
    const refusal = { code: 'bad-input', message: `${id} is an archive: it can only be read.` };
    const { client } = t;
    await expect(client.call('node.retry', { id })).rejects.toMatchObject(refusal);
    await expect(client.call('node.retry', { id: `${id}.2`, edit: { command: 'x' } })).rejects.toMatchObject(
      refusal,
    );
    await expect(client.call('node.cancel', { id })).rejects.toMatchObject(refusal);
    await expect(client.call('run.pause', { id })).rejects.toMatchObject(refusal);
    await expect(client.call('run.resume', { id })).rejects.toMatchObject(refusal);
    await expect(client.call('run.stop', { id })).rejects.toMatchObject(refusal);
    await expect(client.call('run.change', { id, concurrency: 3 })).rejects.toMatchObject(refusal);
    await expect(client.call('bulk.start', { action: 'retry', filter: { id } })).rejects.toMatchObject(
      refusal,
    );
    const all = await client.call('bulk.start', { action: 'retry', filter: { statuses: ['failed'] } });
    expect(all.total).toBe(1);
    expect(
      (await client.call('dead.list', { from: 0, count: 10 })).rows.map((row) => row.runId),
    ).not.toContain(id);
    const { tree } = await t.until((message) => message.tree.rows.some((row) => row.id === id));
    expect(tree.rows.find((row) => row.id === id)).toMatchObject({ origin: 'archive', status: 'failed' });
    await client.call('node.remove', { id });
    expect(await t.verify()).toMatchObject({ ok: true, runs: 1 });
  });

  it('of a run that has not ended is refused', async () => {
    const runId = await t.start('[step.a]\ntype = "command"\nrun = ["sleep", "60"]\n');
    const path_ = path.join(t.folder, 'x.zip');
    await expect(t.client.call('run.export', { id: runId, path: path_ })).rejects.toMatchObject({
      message: expect.stringContaining('has not ended') as string,
    });
  });
});

describe('logs that others wrote', () => {
  it('are merged by time, each file a job, lines without a time with the one before', async () => {
    const logs = path.join(t.folder, 'logs');
    await mkdir(path.join(logs, 'deep'), { recursive: true });
    await writeFile(
      path.join(logs, 'a.log'),
      '2026-01-01T00:00:01Z one\n  at x\n2026-01-01T00:00:03Z ERROR three\r\n',
    );
    await writeFile(
      path.join(logs, 'deep', 'b.log'),
      '2026-01-01 00:00:02,500Z two\n2026-01-01 00:00:01Z back',
    );
    const { runId, error } = await open(logs);
    expect(error).toBeNull();
    const rows = await t.lines(runId ?? '');
    expect(rows.map((row) => [row.n, row.jobName, row.line, row.level, row.text])).toEqual([
      [1, 'a.log', 1, 'info', '2026-01-01T00:00:01Z one'],
      [2, 'a.log', 2, 'info', '  at x'],
      [3, 'deep/b.log', 1, 'info', '2026-01-01 00:00:02,500Z two'],
      [4, 'deep/b.log', 2, 'info', '2026-01-01 00:00:01Z back'],
      [5, 'a.log', 3, 'error', '2026-01-01T00:00:03Z ERROR three'],
    ]);
    expect(await t.verify()).toMatchObject({ ok: true, lines: 5 });
  });
});

describe('a transfer', () => {
  it('that is stopped leaves neither a file nor a run nor anything in the data folder', async () => {
    const line = '2026-01-01T00:00:00Z something that is said again and again\n';
    const log = path.join(t.folder, 'big.log');
    await writeFile(log, line.repeat(400_000));
    const opening = await t.client.call('log.open', { paths: [log] });
    await t.client.call('transfer.wait', { transferId: opening.transferId, done: 0 });
    const stopped = await t.client.call('transfer.stop', { transferId: opening.transferId });
    expect(stopped).toMatchObject({ ended: true, error: 'Stopped.', runId: null });
    expect(await readdir(path.join(t.folder, 'data', 'runs'))).toEqual([]);

    const { runId } = await open(log);
    const state = await t.client.call('log.export', {
      scopeId: runId ?? '',
      levels: 15,
      format: 'csv',
      path: path.join(t.folder, 'big.csv'),
    });
    await t.client.call('transfer.stop', { transferId: state.transferId });
    expect((await readdir(t.folder)).sort()).toEqual(['big.log', 'data']);
    expect(await t.verify()).toMatchObject({ ok: true, runs: 1 });
  });

  it('tells how far it is in the feed, and stays there for a while when it has ended', async () => {
    const log = path.join(t.folder, 'x.log');
    await writeFile(log, '2026-01-01T00:00:00Z x\n');
    const { transferId } = await t.client.call('log.open', { paths: [log] });
    const { transfers } = await t.until((message) => message.transfers.some((one) => one.ended));
    expect(transfers).toMatchObject([
      { transferId, kind: 'open', path: log, unit: 'bytes', lines: 1, error: null },
    ]);
  });

  it('Promise 7: that an engine died in leaves nothing: its folder goes at the next start', async () => {
    await t.stop();
    const stray = path.join(t.folder, 'data', 'runs', 'opening-x');
    await mkdir(stray, { recursive: true });
    await writeFile(path.join(stray, 'log.blocks'), 'half');
    await t.reopen();
    expect(await readdir(path.join(t.folder, 'data', 'runs'))).toEqual([]);
  });

  it('that cannot be read or written is an error that says why, and nothing else happens', async () => {
    expect(await open(path.join(t.folder, 'none.log'))).toMatchObject({
      ended: true,
      runId: null,
      error: expect.stringContaining('none.log is not there') as string,
    });
    await expect(t.client.call('log.open', { paths: ['x.log'] })).rejects.toMatchObject({
      message: 'x.log is not an absolute path.',
    });
    await expect(t.client.call('transfer.wait', { transferId: 't99', done: 0 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
