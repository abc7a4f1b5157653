import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineFinder } from '../../../../../src-main/engine/logs/line-find/line-finder';

/** Bytes that differ from each other just where it counts: in the bit of a letter's case, too. */
const letters = fc.constantFrom(...'aAbBzZ@`[{ 1.\u007f');
const lineArbitrary = fc.array(letters, { maxLength: 80 }).map((all) => all.join(''));

it('finds just the lines that hold the text, in any case or in its own', () => {
  const finder = lineFinder();
  if (finder === null) throw new Error('There is no finder here.');
  fc.assert(
    fc.property(
      fc.array(lineArbitrary, { minLength: 1, maxLength: 60 }),
      fc.nat(),
      fc.integer({ min: 1, max: 64 }),
      fc.option(fc.tuple(fc.nat(), letters)),
      fc.boolean(),
      fc.nat(3),
      (lines, place, length, change, anyCase, left) => {
        // A piece of the text, with one byte changed or as it is; lines behind each other have no LF in it.
        const whole = lines.join('');
        const from = whole.length === 0 ? 0 : place % whole.length;
        const piece = [...(whole.slice(from, from + length) || 'a')];
        if (change !== null) piece[change[0] % piece.length] = change[1];
        const needle = anyCase ? piece.join('').toLowerCase() : piece.join('');
        let end = 0;
        const block = {
          length: lines.length,
          text: Buffer.from(lines.map((line) => `${line}\n`).join('')),
          textEnd: Uint32Array.from(lines, (line) => (end += line.length + 1)),
        };
        const asked = Uint8Array.from(lines, (_, at) => (at % 4 === left ? 0 : 1));
        const hits = new Uint8Array(lines.length);
        expect(finder.find(block, { bytes: Buffer.from(needle), anyCase }, asked, hits)).toBe(true);
        const isHit = (line: string): boolean => (anyCase ? line.toLowerCase() : line).includes(needle);
        expect([...hits]).toEqual(lines.map((line, at) => (asked[at] === 1 && isHit(line) ? 1 : 0)));
      },
    ),
    { numRuns: 5000 },
  );
});

it('leaves what is almost the text too often to others, and reads a damaged block to its end', () => {
  const asked = Uint8Array.of(1, 1);
  const hits = new Uint8Array(2);
  const rules = Buffer.from(`${'-'.repeat(20_000)}\n${'-'.repeat(20_000)}\n`);
  const block = { length: 2, text: rules, textEnd: Uint32Array.of(20_001, 40_002) };
  const finder = lineFinder();
  const needle = { bytes: Buffer.from(`${'-'.repeat(62)}x-`), anyCase: false };
  expect(finder?.find(block, needle, asked, hits)).toBe(false);
  expect([...hits]).toEqual([0, 0]);
  const damaged = { length: 2, text: Buffer.from('ab\nab ab ab\n'), textEnd: Uint32Array.of(3, 4) };
  expect(finder?.find(damaged, { bytes: Buffer.from('ab'), anyCase: false }, asked, hits)).toBe(true);
  expect([...hits]).toEqual([1, 1]);
});

it('does nothing with what is too much at once', () => {
  const asked = Uint8Array.of(1);
  const hits = new Uint8Array(1);
  const block = (text: Buffer) => ({ length: 1, text, textEnd: Uint32Array.of(text.length) });
  const finder = lineFinder();
  const long = { bytes: Buffer.alloc(65, 'a'), anyCase: false };
  expect(finder?.find(block(Buffer.alloc(100, 'a')), long, asked, hits)).toBe(false);
  const short = { bytes: Buffer.from('a'), anyCase: false };
  expect(finder?.find(block(Buffer.alloc(300_000, 'a')), short, asked, hits)).toBe(false);
  expect(hits[0]).toBe(0);
});
