import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchBuilder } from '../../../../../src-main/engine/executors/batch-builder';
import { LineCutter } from '../../../../../src-main/engine/executors/line-cutter';
import { levelOf } from '../../../../../src-main/engine/executors/line-level';
import { levelOfLine, lineScanner } from '../../../../../src-main/engine/executors/line-scan/line-scanner';
import { flagLevelMask } from '../../../../../src-main/engine/logs/line-batch';

/** Lines that differ from each other just where it counts. */
const lineArbitrary = fc
  .array(
    fc.oneof(
      fc.constantFrom('2026-01-02T10:00:07.123Z', '10:00:01', 'Jan  2 10:00:00', '1700000000', '[10:00:00]'),
      fc.constantFrom(
        'INFO',
        'WARN',
        'ERROR',
        'info',
        'error:',
        'ERROR:',
        'Error',
        'E0102',
        'DEBUG',
        'W',
        '<4>',
      ),
      fc.constantFrom('main', '[main]', 'host', 'app[12]:', '-', '|', '(', '\u001b[31m', 'level=warn', 'a=1'),
      fc.constantFrom('{"level":', '50', '20', '"error"', 'E0308]:', 'npm', 'ERR!', 'fatal error: x'),
    ),
    { maxLength: 6 },
  )
  .chain((words) => fc.constantFrom(' ', '  ', '\t').map((separator) => words.join(separator)));

/** A byte that stands somewhere in a line: beside the digits, or no ASCII. */
const strayArbitrary = fc.option(
  fc.record({
    at: fc.nat(),
    byte: fc.constantFrom(0x2f, 0x3a, 0x3f, 0x09, 0x7f, 0x80, 0xb5, 0xf9, 0xfa, 0xff),
  }),
);

/** The rule line by line: what each says, and an indented line that says nothing goes on with an error. */
function levelsOf(lines: readonly Buffer[]): number[] {
  let isInError = false;
  return lines.map((line) => {
    const level = levelOf(Buffer.concat([line, Buffer.of(10)]), 0, line.length);
    if (isInError && level === 1 && (line[0] === 0x20 || line[0] === 0x09)) return 3;
    isInError = level === 3;
    return level;
  });
}

/** What the cutter makes of lines that come in chunks. */
function cut(chunks: readonly Uint8Array[]): { texts: string[]; levels: number[] } {
  const builder = new BatchBuilder();
  const cutter = new LineCutter(builder);
  for (const chunk of chunks) cutter.push(chunk);
  const { lineEnd, lineFlags, text } = builder.take(0, 0).batch;
  return {
    texts: Array.from(lineEnd, (end, at) =>
      Buffer.from(text.subarray(at === 0 ? 0 : lineEnd[at - 1], end)).toString('latin1'),
    ),
    levels: Array.from(lineFlags, (flags) => flags & flagLevelMask),
  };
}

/** Pieces of bytes, each read into the scanner's own memory, as from a pipe. */
function* asRead(bytes: Buffer, pieceBytes: number): Generator<Buffer> {
  const input = lineScanner()?.input;
  if (input === undefined) throw new Error('There is no scanner here.');
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    yield input.subarray(0, bytes.copy(input, 0, from, from + pieceBytes));
  }
}

describe('line scanner', () => {
  it('says of every line what a look at it says, whatever lines came before', () => {
    fc.assert(
      fc.property(
        fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(9), fc.boolean(), strayArbitrary), {
          minLength: 2,
          maxLength: 30,
        }),
        (lines, turns) => {
          for (const [which, digit, isCutShort, stray] of turns) {
            const line = lines[which % lines.length].replace(/\d/g, String(digit));
            const bytes = Buffer.from(`${isCutShort ? line.slice(0, which % 40) : line}\n`);
            const end = bytes.length - 1;
            if (stray !== null && end > 0) bytes[stray.at % end] = stray.byte;
            expect(levelOfLine(bytes, 0, end), bytes.toString('latin1')).toBe(levelOf(bytes, 0, end));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('Promise 9: gives lines their ends and levels however they come, and whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('', ' ', '\t', '  '),
            lineArbitrary,
            fc.nat(9),
            strayArbitrary,
            fc.nat(90),
          ),
          { minLength: 1, maxLength: 40 },
        ),
        fc.integer({ min: 1, max: 300 }),
        (parts, pieceBytes) => {
          const lines = parts.map(([indent, text, digit, stray, padding]) => {
            const line = Buffer.from(indent + text.replace(/\d/g, String(digit)) + '.'.repeat(padding));
            if (stray !== null && line.length > 0) line[stray.at % line.length] = stray.byte;
            return line;
          });
          const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.of(10)]));
          const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
            bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
          );
          const texts = lines.map((line) => `${line.toString('latin1')}\n`);
          const levels = levelsOf(lines);
          expect(cut([bytes])).toEqual({ texts, levels });
          expect(cut(pieces)).toEqual({ texts, levels });
          const builder = new BatchBuilder();
          const cutter = new LineCutter(builder);
          for (const piece of asRead(bytes, pieceBytes)) cutter.push(piece);
          expect(Array.from(builder.take(0, 0).batch.lineFlags, (flags) => flags & flagLevelMask)).toEqual(
            levels,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('Promise 9: takes more lines and more bytes at once than it has room for', () => {
    const short = Array.from({ length: 40_000 }, (_, at) => Buffer.from(at % 3 === 0 ? '' : `${at}`));
    const long = Array.from({ length: 100 }, (_, at) =>
      Buffer.from(`10:00:0${at % 10} ${at % 2 === 0 ? 'WARN' : 'INFO'} ${'x'.repeat(9000)}`),
    );
    for (const lines of [short, long]) {
      const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.of(10)]));
      const { texts, levels } = cut([bytes]);
      expect(texts.join('')).toBe(bytes.toString('latin1'));
      expect(texts).toHaveLength(lines.length);
      expect(levels).toEqual(levelsOf(lines));
    }
  });

  it('forgets what was not seen for longest, and says the same of it', () => {
    const programs = Array.from(
      { length: 40 },
      (_, at) => `[p${String.fromCharCode(97 + (at % 26)).repeat(at + 1)}]`,
    );
    for (let round = 0; round < 3; round++) {
      const lines = programs.map((program, at) =>
        Buffer.from(`${program} ${at % 2 === 0 ? 'ERROR' : 'WARN'} x`),
      );
      expect(cut([Buffer.concat(lines.flatMap((line) => [line, Buffer.of(10)]))]).levels).toEqual(
        levelsOf(lines),
      );
    }
  });
});
