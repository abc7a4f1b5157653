import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { positionFinder, type SourceNode } from '../../../../../src-main/engine/definitions/source-tree';
import { readYamlSource } from '../../../../../src-main/engine/definitions/yaml-source';

function keysOf(text: string): readonly string[] {
  const result = readYamlSource(text);
  if (!result.ok) return result.problems.map((problem) => problem.says);
  const position = positionFinder(text);
  const lines: string[] = [];
  const visit = (node: SourceNode, path: readonly string[]): void => {
    for (const [name, child] of node.children) {
      const { line, column } = position(child.offset);
      lines.push(`${[...path, name].join('/')}: ${line}:${column}`);
      visit(child, [...path, name]);
    }
  };
  visit(result.document.root, []);
  return lines;
}

describe('the place of a YAML key', () => {
  it('is found in blocks, flows, quoted keys, lists and behind texts that look like keys', () => {
    const text = [
      '# a: 1',
      'name: x # b: 2',
      '"quoted key": |',
      '  c: 3',
      '',
      'step:',
      "  10: { run: 'd: 4', 'e': [1, { f: 2 }] }",
      '  2:',
      '    - x',
      '    -',
      '      y: 1',
    ].join('\n');
    expect(keysOf(text)).toEqual([
      'name: 2:1',
      'quoted key: 3:1',
      'step: 6:1',
      'step/10: 7:3',
      'step/10/run: 7:9',
      'step/10/e: 7:22',
      'step/10/e/0: 7:28',
      'step/10/e/1: 7:31',
      'step/10/e/1/f: 7:33',
      'step/2: 8:3',
      'step/2/0: 9:7',
      'step/2/1: 11:7',
      'step/2/1/y: 11:7',
    ]);
  });

  it('that is there twice is told with both lines', () => {
    expect(keysOf('a:\n  b: 1\n  c: 2\n  b: 3')).toEqual(['is there twice; it is first set on line 2']);
    expect(keysOf('1: a\n"1": b')).toEqual(['is there twice; it is first set on line 1']);
  });

  it('<< that merges something other than a mapping is one sentence', () => {
    expect(keysOf('<<: 1')).toEqual(['this is not valid YAML: Merge sources must be maps or map aliases']);
  });

  it('is found for every key of any value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), (value) => {
        // `<<` is no key of its own in YAML: it merges another mapping in.
        fc.pre(!JSON.stringify(value).includes('<<'));
        const result = readYamlSource(stringify(value));
        if (!result.ok) throw new Error(result.problems[0].says);
        const visit = (node: SourceNode, of: unknown): void => {
          const names = typeof of === 'object' && of !== null ? Object.keys(of) : [];
          expect([...node.children.keys()].sort()).toEqual([...names].sort());
          for (const [name, child] of node.children) visit(child, (of as Record<string, unknown>)[name]);
        };
        visit(result.document.root, result.document.value);
      }),
      { numRuns: 500 },
    );
  });
});
