import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, keyRange, kinds } from '../../../../../src-main/engine/storage/keys';
import { Store, WriteBatch } from '../../../../../src-main/engine/storage/store';
import { TestEngine } from '../test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
  await t.run(`
[step.a]
type = "test_job_generator"
worker_count = 3
log_count = 1500
log_delay_ms = 0
child_count = 1
recursion_depth = 1
failure_rate = 0.5
on_error = "continue"
seed = 3
[step.b]
type = "command"
run = "echo one"
`);
  await t.stop();
});
afterEach(async () => {
  await t.close();
});

/** Changes one record behind the engine's back. */
async function corrupt(recordKey: Uint8Array, change: (value: Buffer) => Uint8Array | null): Promise<void> {
  const store = Store.open(path.join(t.folder, 'data'));
  const value = store.get(recordKey);
  if (value === undefined) throw new Error('There is nothing to corrupt.');
  const changed = change(Buffer.from(value));
  const batch = new WriteBatch();
  if (changed === null) batch.remove(recordKey);
  else batch.put(recordKey, changed);
  await store.commit(batch);
  await store.close();
}

async function firstKey(kind: number, run = 1): Promise<Uint8Array> {
  const store = Store.open(path.join(t.folder, 'data'));
  const { start, end } = keyRange(kind, run);
  const [found] = store.keys(start, end);
  await store.close();
  return found;
}

function addOne(offset: number) {
  return (value: Buffer): Buffer => {
    value.writeDoubleLE(value.readDoubleLE(offset) + 1, offset);
    return value;
  };
}

describe('verify', () => {
  it('finds nothing in a folder that nobody has touched', async () => {
    expect(await t.verify()).toMatchObject({ ok: true, runs: 1, jobs: 7, differences: [] });
  });

  it.each([
    ['pending', 0],
    ['running', 8],
    ['completed', 16],
    ['failed', 24],
    ['cancelled', 32],
    ['lines', 40],
  ])('Promise 4: finds a wrong count of %s, in a step and in the folder', async (name, offset) => {
    await corrupt(key(kinds.counts, 1, 1), addOne(offset));
    expect((await t.verify()).differences).toEqual([
      expect.stringMatching(new RegExp(`^r1\\.1: ${name} is \\d+, a recount gives \\d+$`)),
    ]);
    await corrupt(key(kinds.folder, 1), addOne(offset));
    expect((await t.verify()).differences).toContainEqual(
      expect.stringMatching(new RegExp(`^the folder: ${name} is`)),
    );
  });

  it.each([
    ['its status', 6, 'completed is|failed is'],
    ['its lines', 40, 'lines is'],
    ['its parent', 0, 'impossible parent|a recount gives'],
  ])('finds a job record with %s changed', async (_what, offset, says) => {
    // Node 3 is the first job: the run, two steps, then jobs.
    await corrupt(key(kinds.statePage, 1, 0), (value) => {
      const at = 3 * 64 + Number(offset);
      value[at] = offset === 6 ? (value[at] === 2 ? 3 : 2) : value[at] + 1;
      return value;
    });
    expect((await t.verify()).differences.join('\n')).toMatch(new RegExp(String(says)));
  });

  it('finds a wrong total, status and lines in the row of the list', async () => {
    await corrupt(key(kinds.summary, 1), (value) => {
      const summary = JSON.parse(value.toString()) as {
        stats: { total: number };
        lines: number;
        status: string;
      };
      summary.stats.total++;
      summary.lines++;
      summary.status = 'running';
      return Buffer.from(JSON.stringify(summary));
    });
    const { differences } = await t.verify();
    for (const word of ['total is', 'lines is', 'status is running']) {
      expect(differences).toContainEqual(expect.stringContaining(word));
    }
  });

  it('finds missing names, missing counters, and a run that is listed without nodes', async () => {
    await corrupt(key(kinds.textPage, 1, 0), (value) =>
      Buffer.from(JSON.stringify((JSON.parse(value.toString()) as unknown[]).slice(1))),
    );
    await corrupt(key(kinds.counts, 1, 2), () => null);
    const { differences } = await t.verify();
    expect(differences).toContainEqual('r1 has 10 nodes and 9 names');
    expect(differences).toContainEqual('r1.2 has no counters');
  });

  it('finds a block record that counts wrong, a missing block, and a missing chunk', async () => {
    const record = await firstKey(kinds.block);
    await corrupt(record, (value) => {
      value.writeUInt16LE(value.readUInt16LE(48 + 12 + 2) + 1, 48 + 12 + 2);
      return value;
    });
    expect((await t.verify()).differences).toEqual([
      expect.stringMatching(/block 0 of r1: its record counts \d+ lines of level 1/),
    ]);
    await corrupt(record, () => null);
    await corrupt(await firstKey(kinds.chunk), () => null);
    const { differences } = await t.verify();
    expect(differences).toContainEqual('block 0 of r1 is missing');
    expect(differences).toContainEqual(expect.stringMatching(/lines is \d+, a recount gives \d+/));
  });

  it('finds a span that counts wrong, one that points elsewhere, and one that is missing', async () => {
    await t.reopen();
    const { runId } = await t.run(`
[step.many]
type = "test_job_generator"
worker_count = 2
log_count = 70000
log_delay_ms = 0
`);
    await t.stop();
    const span = await firstKey(kinds.span, Number(runId.slice(1)));
    const places = 16 + 64 * 32;
    await corrupt(span, (value) => {
      const nodes = value.readUInt32LE(12);
      value.writeUInt32LE(value.readUInt32LE(places + nodes * 4) + 1, places + nodes * 4);
      return value;
    });
    expect((await t.verify()).differences).toEqual([
      expect.stringMatching(/^span 0 of r2 counts [\d, ]+ lines of r2\.2, its blocks [\d, ]+$/),
    ]);
    await corrupt(span, addOne(16));
    expect((await t.verify()).differences).toContainEqual('span 0 of r2: block 0 does not lie where it says');
    await corrupt(span, () => null);
    expect((await t.verify()).differences).toEqual(['span 0 of r2 is missing']);
  });

  it('finds a damaged byte in a block file', async () => {
    const file = path.join(t.folder, 'data', 'runs', 'r1', 'log.blocks');
    const bytes = await readFile(file);
    bytes[bytes.length - 5] ^= 1;
    await writeFile(file, bytes);
    expect((await t.verify()).differences).toEqual([expect.stringContaining('its checksum is wrong')]);
  });

  it('finds a run that has ended and is still marked as active', async () => {
    const store = Store.open(path.join(t.folder, 'data'));
    const batch = new WriteBatch();
    batch.put(key(kinds.active, 1), Buffer.alloc(0));
    await store.commit(batch);
    await store.close();
    expect((await t.verify()).differences).toEqual([expect.stringContaining('marked as active')]);
  });
});
