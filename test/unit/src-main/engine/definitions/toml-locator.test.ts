import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { positionFinder, type SourceNode } from '../../../../../src-main/engine/definitions/source-tree';
import { locateTomlKeys } from '../../../../../src-main/engine/definitions/toml-locator';
import { TomlWriter, type TomlModel } from './toml-writer';

/** Calls back for every key in the order of the file. */
function eachKey(text: string, found: (path: readonly string[], line: number, column: number) => void): void {
  const position = positionFinder(text);
  const visit = (node: SourceNode, path: readonly string[]): void => {
    for (const [name, child] of node.children) {
      const { line, column } = position(child.offset);
      found([...path, name], line, column);
      visit(child, [...path, name]);
    }
  };
  visit(locateTomlKeys(text).root, []);
}

/** `path: line:column` of every key. */
function keysOf(text: string): readonly string[] {
  const lines: string[] = [];
  eachKey(text, (path, line, column) => lines.push(`${path.join('/')}: ${line}:${column}`));
  return lines;
}

describe('the place of a TOML key', () => {
  it('is found in tables, dotted and quoted keys, and inline tables', () => {
    const text = [
      '# a comment with [a] = "header"',
      'name = "x" # name = 2',
      'a.b."c d".\'e\' = { x = 1, y.z = [1, { q = 2 }] }',
      '',
      '[step . "two words"]',
      '  run = "make" ',
      '[ step.b ]',
      'env = {',
      '  A = "1", # comment }',
      '  "B" = \'}\',',
      '}',
      '[[list]]',
      'k = 1',
      '[[list]]',
      'k = 2',
      '[list.sub]',
      'k = 3',
    ].join('\n');
    expect(keysOf(text)).toEqual([
      'name: 2:1',
      'a: 3:1',
      'a/b: 3:3',
      'a/b/c d: 3:5',
      'a/b/c d/e: 3:11',
      'a/b/c d/e/x: 3:19',
      'a/b/c d/e/y: 3:26',
      'a/b/c d/e/y/z: 3:28',
      'a/b/c d/e/y/z/0: 3:33',
      'a/b/c d/e/y/z/1: 3:36',
      'a/b/c d/e/y/z/1/q: 3:38',
      'step: 5:2',
      'step/two words: 5:9',
      'step/two words/run: 6:3',
      'step/b: 7:8',
      'step/b/env: 8:1',
      'step/b/env/A: 9:3',
      'step/b/env/B: 10:3',
      'list: 12:3',
      'list/0: 12:3',
      'list/0/k: 13:1',
      'list/1: 14:3',
      'list/1/k: 15:1',
      'list/1/sub: 16:7',
      'list/1/sub/k: 17:1',
    ]);
  });

  it('is not lost behind strings that look like TOML', () => {
    const text = [
      'a = """',
      '[no]',
      'b = 1 \\""" still"""',
      "c = '''",
      'd = "',
      "'' '''",
      "e = ''''''",
      'f = "\\\\"',
      'g = "\\"]"',
      "h = 'C:\\'",
      'i = """x"""""',
      'j = ["]", \'[\', """',
      'k = 1""", # l = 2 ]',
      '  [1,',
      '  2]]',
      'm = 1979-05-27 07:32:00 # n',
      'o = +1_000.5e-3',
    ].join('\n');
    expect(Object.keys(parse(text))).toEqual(['a', 'c', 'e', 'f', 'g', 'h', 'i', 'j', 'm', 'o']);
    expect(keysOf(text)).toEqual([
      'a: 1:1',
      'c: 4:1',
      'e: 7:1',
      'f: 8:1',
      'g: 9:1',
      'h: 10:1',
      'i: 11:1',
      'j: 12:1',
      'j/0: 12:6',
      'j/1: 12:11',
      'j/2: 12:16',
      'j/3: 14:3',
      'j/3/0: 14:4',
      'j/3/1: 15:3',
      'm: 16:1',
      'o: 17:1',
    ]);
  });

  it('is right with CRLF line ends', () => {
    expect(keysOf('a = 1\r\n\r\n[b]\r\nc = """\r\nx"""\r\nd = 1\r\n')).toEqual([
      'a: 1:1',
      'b: 3:2',
      'b/c: 4:1',
      'b/d: 6:1',
    ]);
  });

  it('keeps names such as 10 and 2 in the order of the file', () => {
    expect(keysOf('[step.10]\n[step.2]\n[step.a]\n[step.1]\n')).toEqual([
      'step: 1:2',
      'step/10: 1:7',
      'step/2: 2:7',
      'step/a: 3:7',
      'step/1: 4:7',
    ]);
  });

  it('is not there twice when a table comes after one inside of it', () => {
    const text = '[a.b]\nx = 1\n[a]\ny = 1\n[[c.d]]\n[c]\nz = 1\n';
    expect(parse(text)).toBeDefined();
    expect(locateTomlKeys(text).duplicates).toEqual([]);
  });

  it.each([
    ['a = 1\nb = 2\na = 3', 'a', 'is there twice; it is first set on line 1', 3],
    ['[s.x]\nrun = 1\n[s.y]\n[s.x]', 's.x', 'is there twice; it is first set on line 1', 4],
    ['[s]\nx = { a = 1, a = 2 }', 's.x.a', 'is there twice; it is first set on line 2', 2],
    ['[s]\nb.c = 1\nb.c = 2', 's.b.c', 'is there twice; it is first set on line 2', 3],
    ['s.x = 1\n[s.x]\n', 's.x', 'is there twice; it is first set on line 1', 2],
  ])('tells where a key is there twice: %j', (text, path, says, line) => {
    const { duplicates } = locateTomlKeys(text);
    expect(duplicates.map((found) => found.path?.join('.'))).toEqual([path]);
    expect(duplicates[0].says).toBe(says);
    expect(positionFinder(text)(duplicates[0].offset).line).toBe(line);
  });
});

const fixedNames = [
  'a',
  'b',
  '10',
  '2',
  'a-b',
  'true',
  '1.5',
  'x y',
  "it's",
  '"',
  'ä',
  '#',
  '=',
  ']',
  '\\',
  '💥',
];
const name = fc.oneof(
  fc.constantFrom(...fixedNames),
  fc
    .string({ unit: 'grapheme', maxLength: 5 })
    .filter((text) => !/\p{Cc}/u.test(text) && text !== '__proto__'),
);
const awkward = [
  '',
  '"""',
  "'''",
  '\\',
  '[x]',
  '{',
  '}',
  '# no',
  'a = 1',
  'line\nline',
  "'",
  '"',
  'x\\"',
  '\r\n',
];
const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom(...awkward), fc.string({ maxLength: 8 }));
const model: fc.Memo<TomlModel> = fc.memo((depth) => {
  const value = depth <= 1 ? scalar : fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), model(depth - 1));
  return fc.dictionary(name, value, { maxKeys: 5 });
});

describe('for any TOML that the parser takes', () => {
  it('every key is found on its line, whatever form it is written in', () => {
    const choices = fc.array(fc.nat(11), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(model(3), choices, (value, made) => {
        const writer = new TomlWriter(made);
        writer.table(value, []);
        expect(parse(writer.text)).toEqual(parse(stringify(value)));
        const found: Record<string, number> = {};
        eachKey(writer.text, (path, line) => (found[JSON.stringify(path)] = line));
        expect(found).toEqual(Object.fromEntries(writer.places));
        expect(locateTomlKeys(writer.text).duplicates).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
