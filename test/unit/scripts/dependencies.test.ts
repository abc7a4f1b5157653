import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

test('docs/dependencies.md gives a reason for every dependency', () => {
  const description = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const used = Object.keys({ ...description.dependencies, ...description.devDependencies });
  const rows = readFileSync(resolve(root, 'docs/dependencies.md'), 'utf8').matchAll(/^\| (`.+?) +\| \S/gm);
  const explained = [...rows].flatMap(([, names]) => names.replaceAll('`', '').split(', '));
  expect(explained.toSorted()).toEqual(used.toSorted());
});
