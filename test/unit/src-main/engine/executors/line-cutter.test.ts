import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchBuilder } from '../../../../../src-main/engine/executors/batch-builder';
import { LineCutter } from '../../../../../src-main/engine/executors/line-cutter';
import {
  flagCont,
  flagInvalidUtf8,
  flagLevelMask,
  maxLineBytes,
} from '../../../../../src-main/engine/logs/line-batch';

interface Line {
  readonly text: string;
  readonly cont: boolean;
  readonly invalid: boolean;
  readonly level: number;
}

/** The lines of a batch, as the log gets them. */
class Lines {
  readonly all: readonly Line[];

  constructor(builder: BatchBuilder) {
    const { lineEnd, lineFlags, text } = builder.take(0, 0).batch;
    this.all = Array.from(lineFlags, (flags, at) => {
      const bytes = Buffer.from(text.subarray(at === 0 ? 0 : lineEnd[at - 1], lineEnd[at]));
      expect(bytes.indexOf(10)).toBe(bytes.length - 1);
      return {
        text: bytes.subarray(0, -1).toString('latin1'),
        cont: (flags & flagCont) !== 0,
        invalid: (flags & flagInvalidUtf8) !== 0,
        level: flags & flagLevelMask,
      };
    });
    expect(lineEnd.at(-1) ?? 0).toBe(text.length);
  }

  get texts(): readonly string[] {
    return this.all.map((line) => Buffer.from(line.text, 'latin1').toString('utf8'));
  }
}

function cut(chunks: readonly (string | Uint8Array)[], maxBytes?: number): Lines {
  const builder = new BatchBuilder();
  const cutter = new LineCutter(builder, maxBytes === undefined ? {} : { maxBytes });
  for (const chunk of chunks) cutter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  cutter.end();
  return new Lines(builder);
}

/** The rule byte by byte, as slow and as plain as it can be said. */
function model(bytes: Uint8Array, maxBytes: number): Pick<Line, 'text' | 'cont' | 'invalid'>[] {
  const lines: Pick<Line, 'text' | 'cont' | 'invalid'>[] = [];
  let line: number[] = [];
  let returned = false;
  let hasParts = false;
  const end = (part: readonly number[], cont: boolean): void => {
    lines.push({ text: Buffer.from(part).toString('latin1'), cont, invalid: !isUtf8(Buffer.from(part)) });
    hasParts = cont;
  };
  for (const byte of bytes) {
    if (byte === 10) {
      end(line, false);
      line = [];
      returned = false;
    } else if (byte === 13) returned = true;
    else {
      if (returned) line = [];
      returned = false;
      line.push(byte);
      if (line.length > maxBytes) {
        let at = maxBytes;
        while (at > maxBytes - 3 && (line[at] & 0xc0) === 0x80) at--;
        if ((line[at] & 0xc0) === 0x80) at = maxBytes;
        end(line.slice(0, at), true);
        line = line.slice(at);
      }
    }
  }
  if (line.length > 0 || hasParts) end(line, false);
  return lines;
}

/** Bytes that are rich in everything that matters to a cutter. */
const bytesArbitrary = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r') },
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
      { weight: 3, arbitrary: fc.constantFrom('ä', '€', '😀', 'ERROR: x', 'a') },
      { weight: 1, arbitrary: fc.constantFrom('ÿ', '\u0080').map((text) => Buffer.from(text, 'latin1')) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))));

function chunked(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, at) => bytes.subarray(from, places[at] ?? bytes.length));
}

describe('line cutter', () => {
  it('Promise 9: gives the same lines however the bytes are chunked, and those of the plain rule', () => {
    fc.assert(
      fc.property(
        bytesArbitrary,
        fc.array(fc.nat(400), { maxLength: 8 }),
        fc.constantFrom(8, 9, 16, 1000),
        (bytes, cuts, maxBytes) => {
          const lines = cut(chunked(bytes, cuts), maxBytes).all;
          expect(lines.map(({ text, cont, invalid }) => ({ text, cont, invalid }))).toEqual(
            model(bytes, maxBytes),
          );
          expect(lines.map(({ level }) => level)).toEqual(
            cut([bytes], maxBytes).all.map(({ level }) => level),
          );
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('keeps empty lines, and makes a line of an unfinished rest', () => {
    expect(cut(['a\n\nb\n', '\n', 'rest']).texts).toEqual(['a', '', 'b', '', 'rest']);
    expect(cut(['']).texts).toEqual([]);
    expect(cut(['\n']).texts).toEqual(['']);
  });

  it('takes the CRs in front of a line end away', () => {
    expect(cut(['a\r\nb\r', '\nc\r\r\nd\r']).texts).toEqual(['a', 'b', 'c', 'd']);
  });

  it('makes one line of a progress bar of carriage returns, and does not grow with it', () => {
    const builder = new BatchBuilder();
    const cutter = new LineCutter(builder);
    for (let percent = 0; percent < 10_000; percent++) cutter.push(Buffer.from(`\r${percent} of 10000`));
    expect(builder.isEmpty && builder.lineCount === 0).toBe(true);
    cutter.push(Buffer.from('\rdone\n'));

    const before = process.memoryUsage().arrayBuffers;
    const bar = Buffer.from(`\r${'#'.repeat(60)}`.repeat(1000));
    for (let round = 0; round < 2000; round++) cutter.push(bar);
    // 120 MB went in.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
    cutter.end();
    expect(new Lines(builder).texts).toEqual(['done', '#'.repeat(60)]);
  });

  it('Promise 9: cuts a line of 50 MB without line end into marked parts that are the whole', () => {
    let bytes = 0;
    let parts = 0;
    let last = -1;
    const builder = new BatchBuilder();
    const cutter = new LineCutter(builder);
    const take = (): void => {
      const { lineEnd, lineFlags } = builder.take(0, 0).batch;
      lineEnd.forEach((end, at) => {
        const length = end - 1 - (at === 0 ? 0 : lineEnd[at - 1]);
        expect(length).toBeLessThanOrEqual(maxLineBytes);
        bytes += length;
        parts++;
        last = lineFlags[at] & flagCont;
      });
    };
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let round = 0; round < 800; round++) {
      cutter.push(chunk);
      take();
    }
    cutter.push(Buffer.from('\n'));
    take();
    expect(bytes).toBe(800 * 64 * 1024);
    expect(parts).toBe(1600);
    expect(last).toBe(0);
  });

  it('marks no part when a line is just as long as a line may be', () => {
    expect(cut(['x'.repeat(maxLineBytes), '\n']).all).toMatchObject([{ cont: false }]);
    expect(cut(['x'.repeat(maxLineBytes + 1), '\n']).all).toMatchObject([
      { cont: true },
      { cont: false, text: 'x' },
    ]);
  });

  it('Promise 9: never cuts inside a character', () => {
    for (const character of ['ä', '€', '😀']) {
      for (let before = 0; before < 5; before++) {
        const text = 'x'.repeat(before) + character.repeat(20);
        const lines = cut([text], 8);
        expect(lines.all.every((line) => !line.invalid)).toBe(true);
        expect(lines.texts.join('')).toBe(text);
      }
    }
  });

  it('never cuts inside an escape sequence', () => {
    const text = `${'x'.repeat(12)}\u001b[38;5;196mred`;
    const lines = cut([text], 16);
    expect(lines.texts).toEqual(['x'.repeat(12), '\u001b[38;5;196mred']);
  });

  it('Promise 9: keeps invalid UTF-8 as it is and marks the lines that have it', () => {
    const bytes = Buffer.concat([
      Buffer.from('good ä\nbad '),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\ngood\n'),
    ]);
    const { all } = cut([bytes.subarray(0, 7), bytes.subarray(7)]);
    expect(all.map((line) => line.invalid)).toEqual([false, true, false]);
    expect(all[1].text).toBe('bad \xff\xfe');
  });

  it('keeps the trace of an error with it: lines that are indented behind it', () => {
    const text =
      'ok\n  indented\nERROR: it broke\n    at one (a.js:1)\n\tat two (b.js:2)\n  WARN: late\n  at three\ndone\n';
    for (const pieces of [[text], text.split('')]) {
      expect(cut(pieces).all.map((line) => line.level)).toEqual([1, 1, 3, 3, 3, 2, 1, 1]);
    }
  });

  it('gives all parts of a line the level of its head', () => {
    const { all } = cut([`ERROR: ${'x'.repeat(20)}\nWARN: y\n`], 8);
    expect(all.map((line) => line.level)).toEqual([3, 3, 3, 3, 2]);
  });
});
