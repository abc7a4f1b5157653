import { describe, expect, it } from 'vitest';
import { fitLine } from '../../../../src-renderer/log/fit-line';
import { logRow } from './log-row';

const drawn = (text: string, columns: number, fullLength: number | null = null) => {
  const { runs, hidden, isLong } = fitLine(logRow(1, { text, fullLength }), columns);
  return { text: runs.map((run) => run.text).join(''), hidden, isLong };
};

describe('a line in one row', () => {
  it('is whole when it fits', () => {
    expect(drawn('x'.repeat(80), 80)).toEqual({ text: 'x'.repeat(80), hidden: 0, isLong: false });
    expect(drawn('', 0)).toEqual({ text: '', hidden: 0, isLong: false });
  });

  it('tells exactly how many characters are not drawn', () => {
    const long = drawn('x'.repeat(4000), 80);
    expect(long.isLong).toBe(true);
    expect(long.text.length + long.hidden).toBe(4000);
    const short = drawn('x'.repeat(90), 80);
    expect(short).toMatchObject({ isLong: false });
    expect(short.text.length + short.hidden).toBe(90);
  });

  it('counts what the engine did not send', () => {
    const line = drawn('x'.repeat(1000), 80, 10_485_760);
    expect(line.text.length + line.hidden).toBe(10_485_760);
  });

  it('counts what a person reads, not the escapes', () => {
    const line = drawn(`\u001b[31m${'x'.repeat(500)}\u001b[0m`, 80);
    expect(line.text.length + line.hidden).toBe(500);
  });

  it('gives wide characters two columns and never cuts one in two', () => {
    expect(drawn('日本語', 6).hidden).toBe(0);
    expect(drawn('日本語', 5).hidden).toBeGreaterThan(0);
    expect(drawn('🙂'.repeat(30), 21).text).toMatch(/^(🙂)*$/u);
  });

  it('gives a tab the columns to its next stop', () => {
    expect(drawn('a\tb', 9).hidden).toBe(0);
    expect(drawn('a\tb', 8).hidden).toBeGreaterThan(0);
  });
});
