import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonSource } from '../../../../../src-main/engine/definitions/json-source';
import type { SourceNode } from '../../../../../src-main/engine/definitions/source-tree';

/** Pieces that are close to JSON. */
const scrap = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '"a"',
    '"\\u00e4"',
    '"\\x"',
    '"\\',
    '1',
    '-',
    '0',
    '01',
    '1.',
    '.5',
    '1e5',
    '-0.5E-7',
  ],
  ...[
    'true',
    'false',
    'null',
    'nul',
    ' ',
    '\n',
    '\t',
    '\r\n',
    '\ufeff',
    '\u00a0',
    '/',
    '"\t"',
    '"\u007f"',
    'NaN',
  ],
);

describe('JSON', () => {
  it('is taken exactly when the platform takes it, with the same value', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(scrap, { maxLength: 12 }).map((all) => all.join('')),
          fc.json(),
        ),
        (text) => {
          let expected: unknown;
          let isGood = true;
          try {
            expected = JSON.parse(text);
          } catch {
            isGood = false;
          }
          const result = readJsonSource(text);
          const isTwice = !result.ok && result.problems.every((problem) => problem.says.includes('twice'));
          expect(result.ok || isTwice).toBe(isGood);
          if (result.ok) expect(result.document.value).toEqual(expected);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('has the place of every key and element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const result = readJsonSource(text);
        if (!result.ok) throw new Error(result.problems[0].says);
        const visit = (node: SourceNode, of: unknown): void => {
          const isArray = Array.isArray(of);
          const names = typeof of === 'object' && of !== null ? Object.keys(of) : [];
          expect([...node.children.keys()].sort()).toEqual([...names].sort());
          for (const [name, child] of node.children) {
            const inner = (of as Record<string, unknown>)[name];
            const expected = isArray ? JSON.stringify(inner)[0] : JSON.stringify(name);
            expect(text.slice(child.offset, child.offset + expected.length)).toBe(expected);
            visit(child, inner);
          }
        };
        visit(result.document.root, JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });
});
