import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitionSchemaText } from '../../../../../src-main/engine/definitions/json-schema';

const file = resolve(import.meta.dirname, '../../../../../resources/definition.schema.json');

describe('the JSON Schema for editors', () => {
  it('is up to date (npm run generate writes it)', () => {
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(definitionSchemaText());
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [name, inner] of Object.entries(schema)) {
        if (name === 'properties') {
          for (const [key, of] of Object.entries(inner as Record<string, { description?: string }>)) {
            if ((of.description ?? '') === '') undescribed.push(`${path}/${key}`);
            visit(of, `${path}/${key}`);
          }
        } else visit(inner, path);
      }
    };
    visit(JSON.parse(definitionSchemaText()), '');
    expect(undescribed).toEqual([]);
  });
});
