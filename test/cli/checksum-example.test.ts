import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { glob } from 'tinyglobby';
import { Sandbox } from './sandbox';

const root = path.resolve(import.meta.dirname, '../..');

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(async () => {
  await sandbox.remove();
});

describe('examples/checksum-files.toml', () => {
  it('hashes every .js file below node_modules, one command each, and every sum in the log is right', async () => {
    const files = await glob('node_modules/**/*.js', { cwd: root, dot: true, absolute: true });
    const [result] = await sandbox.json('run', path.join(root, 'examples', 'checksum-files.toml'));
    expect(result).toMatchObject({
      status: 'completed',
      stats: { total: files.length + 1, completed: files.length + 1, failed: 0, cancelled: 0 },
    });
    const lines = await sandbox.json('logs', 'r1');
    expect(lines.map((line) => line['n'])).toEqual(Array.from(lines, (_, at) => at + 1));
    const sums = new Map<string, string>();
    for (const line of lines) {
      const [, sum, file] = /^([0-9a-f]{64}) {2}(.+)$/.exec(String(line['text'])) ?? [];
      if (file !== undefined) sums.set(path.resolve(root, 'examples', file), sum);
    }
    expect([...sums.keys()].sort()).toEqual(files.sort());
    for (const [file, sum] of sums) {
      expect(
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ).toBe(sum);
    }
    expect(await sandbox.json('verify')).toMatchObject([
      { ok: true, jobs: files.length + 1, differences: [] },
    ]);
  }, 600_000);
});
