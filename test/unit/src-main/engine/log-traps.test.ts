import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxLineBytes } from '../../../../src-main/engine/logs/line-batch';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(() => t.close());

describe('logs others have lost', () => {
  it.each([64 * 1024, 10_000_000, 50_000_000])(
    'Promise 9: a line of %d bytes without a line end hangs nothing and loses nothing; its parts are marked',
    async (bytes) => {
      const { runId, last } = await t.run(
        `[step.long]\ntype = "command"\nrun = "head -c ${bytes} /dev/zero | tr '\\\\000' x; echo end >&2"\n`,
      );
      expect(last.scope?.status).toBe('completed');
      const parts = Math.ceil(bytes / maxLineBytes);
      expect(last.scope?.lines).toBe(parts + 1);
      const rows = (await t.lines(runId)).filter((row) => row.stream === 'out');
      expect(rows.map((row) => row.cont)).toEqual(rows.map((_, at) => at < parts - 1));
      const lengths = rows.map((row) => row.fullLength ?? row.text.length);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(bytes);
      expect(rows.every((row) => /^x+$/.test(row.text.slice(0, 1000)))).toBe(true);
      expect((await t.verify()).differences).toEqual([]);
    },
    60_000,
  );
});
