import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitionSchemaText } from '../../../../../src-main/engine/definitions/json-schema';
import { parsed, sentences } from './parsing';

const root = resolve(import.meta.dirname, '../../../../..');
const text = readFileSync(resolve(root, 'docs/definitions.md'), 'utf8');
const blocks = [...text.matchAll(/```toml\n(.*?)```/gs)].map((match) => match[1]);

describe('docs/definitions.md', () => {
  it('begins with a definition that is good', () => {
    expect(parsed(blocks[0]).definition.steps.map((step) => step.name)).toEqual(['resize', 'index']);
  });

  it('shows parameters that are good', () => {
    const { params } = parsed(blocks.find((block) => block.includes('[params.')) ?? '').definition;
    expect(params.map(({ name }) => name)).toEqual(['folder', 'width', 'format']);
  });

  it('shows the sentence that its example would get', () => {
    const [sentence] = sentences(blocks[0].replace('"30s"', '"three"'), 'thumbnails.toml');
    expect(text).toContain(sentence);
  });

  it('has a schedule that is good', () => {
    const block = blocks.find((one) => one.includes('schedule =')) ?? '';
    expect(parsed(block).definition.schedule?.when).toMatchObject({ expression: '0 2 * * *' });
  });

  it('is right about what is a mistake and what is not', () => {
    const block = blocks.find((one) => one.includes('# a mistake')) ?? '';
    const lines = block.trim().split('\n');
    const isMistake = lines.map((line) => {
      const step = `[step.a]\ntype = "command"\nfor_each = ["x"]\n${line}\n`;
      return sentences(step).length > 0;
    });
    expect(isMistake).toEqual(lines.map((line) => line.includes('# a mistake')));
    expect(isMistake).toEqual([true, false, false, false]);
  });

  it('speaks of every key', () => {
    const missing = new Set<string>();
    const visit = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [name, inner] of Object.entries(schema)) {
        const keys = name === 'properties' ? Object.keys(inner as object) : [];
        for (const key of keys)
          if (!new RegExp(`\`[^\`]*(?<![\\w])${key.replace('$', '\\$')}\\b`).test(text)) missing.add(key);
        visit(inner);
      }
    };
    visit(JSON.parse(definitionSchemaText()));
    expect([...missing]).toEqual([]);
  });
});
