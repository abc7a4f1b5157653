import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { placeholderNames } from '../../../../../src-main/engine/definitions/placeholders';
import {
  fillTemplate,
  placeholderValue,
  readTemplate,
} from '../../../../../src-main/engine/definitions/placeholders';

describe('a placeholder', () => {
  it.each([
    ['photos/summer/a b.tar.gz', 'a b.tar.gz', 'photos/summer', 'a b.tar', '.gz'],
    ['plain', 'plain', '.', 'plain', ''],
    ['.bashrc', '.bashrc', '.', '.bashrc', ''],
    ['/x.js', 'x.js', '/', 'x', '.js'],
    ['a/b/', 'b', 'a', 'b', ''],
    ['end.', 'end.', '.', 'end', '.'],
    ['', '', '.', '', ''],
  ])('takes the path %j apart', (item, name, dir, stem, ext) => {
    const values = { item, index: 7, params: {} };
    const value = (of: (typeof placeholderNames)[number]): string => placeholderValue(of, values, 'linux');
    expect([
      value('item'),
      value('item.name'),
      value('item.dir'),
      value('item.stem'),
      value('item.ext'),
    ]).toEqual([item, name, dir, stem, ext]);
    expect(value('index')).toBe('7');
  });

  it('takes a path apart by the rules of the platform', () => {
    const values = { item: 'C:\\photos\\a.jpg', index: 0, params: {} };
    expect(placeholderValue('item.dir', values, 'win32')).toBe('C:\\photos');
    expect(placeholderValue('item.stem', values, 'win32')).toBe('a');
    expect(placeholderValue('item.name', values, 'linux')).toBe('C:\\photos\\a.jpg');
  });

  it('always has a name that is stem and extension together', () => {
    fc.assert(
      fc.property(fc.string(), (item) => {
        const value = (of: 'item.name' | 'item.stem' | 'item.ext'): string =>
          placeholderValue(of, { item, index: 0, params: {} }, 'linux');
        expect(value('item.stem') + value('item.ext')).toBe(value('item.name'));
      }),
    );
  });

  it.each([
    ['{{item}}', '<a>'],
    ['{{ item }}{{index}}', '<a>3'],
    ['{{params.width}}px {{ params.is-big }}', '640px true'],
    ['{{{item}}}', '{<a>}'],
    ['x {{item.stem}}-{{\titem.ext\t}} y', 'x <a>- y'],
    [
      '{{.Names}} {{ .ID }} {{"x"}} {{}} {{ }} {{-1}} {{#if}}',
      '{{.Names}} {{ .ID }} {{"x"}} {{}} {{ }} {{-1}} {{#if}}',
    ],
    ['{{{{item}} {{{{ end }}', '{{item}} {{ end }}'],
    ['{item} {{ {', '{item} {{ {'],
    ['', ''],
  ])('is filled in where it is meant: %j', (template, filled) => {
    expect(readTemplate(template).faults).toEqual([]);
    expect(
      fillTemplate(template, { item: '<a>', index: 3, params: { width: 640, 'is-big': true } }, 'linux'),
    ).toBe(filled);
  });

  it('is not looked for in what a value brings in', () => {
    const item = '{{index}} {{item}} {{{{ {{params.x}}';
    const values = { item, index: 3, params: { x: item } };
    expect(fillTemplate('{{item}}/{{params.x}}', values, 'linux')).toBe(`${item}/${item}`);
  });

  it.each([
    ['{{itme}}', 'has {{itme}}, which is not a known placeholder; did you mean {{item}}?'],
    ['{{ITEM}}', 'has {{ITEM}}, which is not a known placeholder; did you mean {{item}}?'],
    [
      '{{item.basename}}',
      'has {{item.basename}}, which is not a known placeholder; did you mean {{item.name}}?',
    ],
    ['{{item | upper}}', 'has {{item | upper}}, which is not a known placeholder'],
    ['{{end}}', 'has {{end}}, which is not a known placeholder'],
    ['{{ params }}', 'has {{ params }}, which names no parameter'],
    ['{{params.a b}}', 'has {{params.a b}}, which names no parameter'],
    ['{{params.folder', 'has a placeholder that is not closed: {{params.folder'],
    ['a {{item} b', 'has a placeholder that is not closed: {{item'],
    ['{{item', 'has a placeholder that is not closed: {{item'],
  ])('that is not known is an error: %j', (template, says) => {
    expect(readTemplate(template).faults.map((fault) => fault.says)).toEqual([says]);
  });

  it('takes no text away: what is no placeholder stays, character by character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', 'item', 'index', ' ', '.', 'x', '{{', '}}', '\n')),
        (pieces) => {
          const text = pieces.join('');
          const { parts, faults } = readTemplate(text);
          fc.pre(faults.length === 0 && !text.includes('{{{{'));
          expect(parts.map((part) => (part.kind === 'text' ? part.text : part.raw)).join('')).toBe(text);
        },
      ),
    );
  });
});
