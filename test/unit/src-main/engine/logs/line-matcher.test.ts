import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogQuery } from '../../../../../src-shared/log-view';
import { matchLines } from '../../../../../src-main/engine/logs/line-matcher';
import { withoutEscapes } from '../../../../../src-main/engine/logs/plain-text';
import { readQuery } from '../../../../../src-main/engine/logs/search-pattern';

/** Lines of any bytes but LF, as a block holds them. */
function blockOf(lines: readonly Uint8Array[]) {
  let end = 0;
  const textEnd = Uint32Array.from(lines, (line) => (end += line.length + 1));
  const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.of(10)]));
  return { length: lines.length, text, textEnd };
}

function found(lines: readonly Uint8Array[], query: LogQuery, asked?: Uint8Array): number[] {
  const hits = new Uint8Array(lines.length);
  matchLines(blockOf(lines), readQuery(query), asked ?? new Uint8Array(lines.length).fill(1), hits);
  return [...hits].flatMap((hit, at) => (hit === 1 ? [at] : []));
}

/** The reference: each line for itself, as a person reads it. */
function expected(lines: readonly Uint8Array[], query: LogQuery): number[] {
  const isFound = (text: string): boolean => {
    if (!query.regex && query.matchCase && !query.wholeWord) return text.includes(query.text);
    return readQuery(query).line.test(text);
  };
  return lines.flatMap((line, at) => (isFound(withoutEscapes(Buffer.from(line).toString())) ? [at] : []));
}

const plain: LogQuery = { text: '', regex: false, matchCase: true, wholeWord: false };
const bytes = (text: string): Uint8Array => Buffer.from(text);

const piece = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('a', 'b', 'ab', 'A', 'x', ' ', '\t', '1', '22', '.', '-', '_', 'é', 'É'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('😀', 'ſ', 'K', 'İ', 'ß', '\u2028', '\r', '\u0085', '\u00a0', '\ufffd'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\u001b[31m',
      '\u001b[0m',
      '\u001b]0;title\u0007',
      '\u001b]8;;',
      '\u001b',
      '\u001b[3',
    ),
  },
);
const textLine = fc.array(piece, { maxLength: 12 }).map((parts) => bytes(parts.join('')));
const byteLine = fc
  .uint8Array({ maxLength: 12 })
  .map((line) => line.map((byte) => (byte === 10 ? 97 : byte)));
const asciiLine = fc
  .array(fc.constantFrom('a', 'b', 'A', 'x', ' ', '1', '.'), { maxLength: 12 })
  .map((parts) => bytes(parts.join('')));
const manyLines = fc.oneof(
  fc.array(asciiLine, { minLength: 20, maxLength: 60 }),
  fc.array(fc.oneof(textLine, byteLine), { minLength: 1, maxLength: 50 }),
);

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'A',
    'x',
    '1',
    'é',
    '😀',
    '.',
    String.raw`\.`,
    String.raw`\s`,
    String.raw`\S`,
    String.raw`\d`,
  ],
  ...[
    String.raw`\D`,
    String.raw`\w`,
    String.raw`\W`,
    '[^x]',
    '[ab]',
    '[^-a]',
    '[^a-]',
    '[^]',
    '[]',
    '^',
    '$',
  ],
  ...[
    String.raw`\b`,
    String.raw`\B`,
    '[^ab1]',
    String.raw`[\s1]`,
    String.raw`[\W_]`,
    String.raw`\n`,
    String.raw`\x0a`,
  ],
  ...[
    String.raw`\p{L}`,
    String.raw`\P{L}`,
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<!a)',
    String.raw`(?!\s)`,
    '(?<![^x])',
    String.raw`\_`,
  ],
);
const quantified = fc
  .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '*?', '{2}'))
  .map(([one, many]) => (many === '' || /^(?:\^|\$|\\[bB]|\(\?)/.test(one) ? one : one + many));
const pattern = fc
  .array(fc.array(quantified, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 })
  .map((parts) => parts.map((part) => part.join('')).join('|'));

describe('a search', () => {
  it('finds with a pattern exactly the lines that match when each is tested for itself', () => {
    fc.assert(
      fc.property(manyLines, pattern, fc.boolean(), fc.boolean(), (lines, text, matchCase, wholeWord) => {
        const query = { text, regex: true, matchCase, wholeWord };
        expect(found(lines, query)).toEqual(expected(lines, query));
      }),
      { numRuns: 600 },
    );
  });

  it('finds with plain text exactly the lines that hold it, whatever bytes and escapes are in them', () => {
    const text = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(manyLines, text, fc.boolean(), fc.boolean(), (lines, one, matchCase, wholeWord) => {
        const query = { text: one, regex: false, matchCase, wholeWord };
        expect(found(lines, query)).toEqual(expected(lines, query));
      }),
      { numRuns: 400 },
    );
  });

  it('looks only at the lines it is asked about', () => {
    const lines = Array.from({ length: 100 }, (_, at) => bytes(`line ${at}`));
    for (const step of [1, 2, 3, 50]) {
      const asked = Uint8Array.from(lines, (_, at) => (at % step === 0 ? 1 : 0));
      const all = lines.flatMap((_, at) => (at % step === 0 ? [at] : []));
      expect(found(lines, { ...plain, text: 'line' }, asked)).toEqual(all);
      expect(found(lines, { ...plain, text: 'l.*', regex: true }, asked)).toEqual(all);
    }
  });

  it('sees what a person sees: colours in the middle of a word do not hide it', () => {
    const lines = ['plain', '\u001b[1mer\u001b[31mror\u001b[0m 12', 'error'].map(bytes);
    expect(found(lines, { ...plain, text: 'error' })).toEqual([1, 2]);
    expect(found(lines, { ...plain, text: '^error \\d+$', regex: true })).toEqual([1]);
    expect(found(lines, { ...plain, text: '[31m' })).toEqual([]);
  });

  it('never finds a text that reaches over the end of a line', () => {
    const lines = ['one', 'two', ''].map(bytes);
    expect(found(lines, { ...plain, text: 'e\nt' })).toEqual([]);
    expect(found(lines, { ...plain, text: String.raw`e\s+t|o[^x]*t`, regex: true })).toEqual([]);
    expect(found(lines, { ...plain, text: '^$', regex: true })).toEqual([2]);
  });

  it('says of a bad pattern what is wrong and where', () => {
    const read = (text: string) => () => readQuery({ ...plain, text, regex: true });
    expect(read('ab(c')).toThrow('The pattern cannot be read after character 4: unterminated group.');
    expect(read('a**')).toThrow('The pattern cannot be read after character 3: nothing to repeat.');
    expect(read(String.raw`a\_b`)).not.toThrow();
  });
});
