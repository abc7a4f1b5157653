import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmallDisk } from '../setup/small-disk';
import { TestEngine } from '../unit/src-main/engine/test-engine';

/** Skipped where no file system can be mounted: only root may, and not in every container. */
describe.runIf(await SmallDisk.isPossible())('a full disk', () => {
  const usualFolder = process.env['TMPDIR'];
  let disk: SmallDisk;
  let t: TestEngine;
  beforeEach(async () => {
    disk = await SmallDisk.mount(24);
    process.env['TMPDIR'] = disk.folder;
    t = await TestEngine.open();
  });
  afterEach(async () => {
    await t.close();
    if (usualFolder === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usualFolder;
    await disk.remove();
  });

  const lines = 300_000;
  const noisy = `[step.noisy]\ntype = "command"\nrun = "seq -f 'line %07.0f of many that fill the disk' ${lines}"\n`;

  async function expectAllLines(runId: string): Promise<void> {
    const last = await t.ended();
    expect(last.scope).toMatchObject({ status: 'completed', lines });
    for (const from of [0, 12_345, 150_000, lines - 1000]) {
      const { rows, total } = await t.client.call('log.rows', {
        scopeId: runId,
        levels: 15,
        from,
        count: 1000,
      });
      expect(total).toBe(lines);
      rows.forEach((row, at) => {
        expect(row).toMatchObject({ n: from + at + 1, seq: from + at + 1 });
        expect(row.text).toBe(`line ${String(from + at + 1).padStart(7, '0')} of many that fill the disk`);
      });
    }
    expect((await t.verify()).differences).toEqual([]);
  }

  it('Promise 9: makes jobs wait and says so; a deleted file lets the work go on, and nothing is lost', async () => {
    const ballast = await disk.fill({ butFor: 10 });
    const runId = await t.start(noisy);
    const full = await t.until((message) => message.trouble !== null);
    expect(full.trouble).toBe('Disk full. Jobs wait; nothing is lost. Free some space to go on.');
    expect(full.scope).toMatchObject({ status: 'running' });
    await rm(ballast);
    await t.until((message) => message.trouble === null);
    await expectAllLines(runId);
  });

  it('is left by deleting a run: what it held is given back at once, and the work goes on', async () => {
    const { runId: old } = await t.run(
      `[step.old]\ntype = "command"\nrun = "seq -f 'line %07.0f of an old run' 200000"\n`,
      'old.toml',
    );
    await disk.fill({ butFor: 6 });
    const runId = await t.start(noisy.replace(String(lines), '150000'));
    await t.until((message) => message.trouble !== null);
    await t.client.call('node.remove', { id: old });
    await t.until((message) => message.trouble === null);
    const last = await t.ended();
    expect(last.scope).toMatchObject({ id: runId, status: 'completed', lines: 150_000 });
    expect(last.runCount).toBe(1);
    expect((await t.verify()).differences).toEqual([]);
  });
});
