import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemblyCode } from '../../../scripts/project/assembly.mjs';
import { root } from '../../../scripts/project/root.mjs';

const folder = 'src-main/engine/executors/line-scan';

it('the code of the line scan is that of its source: `npm run generate` writes it', async () => {
  const text = readFileSync(join(root, folder, 'line-scan-code.ts'), 'utf8');
  expect(text).toBe(await assemblyCode(`${folder}/line-scan.ts`));
});
