import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assemblyCode } from '../../../scripts/project/assembly.mjs';
import { root } from '../../../scripts/project/root.mjs';

it.each(['src-main/engine/executors/line-scan/line-scan', 'src-main/engine/logs/line-find/line-find'])(
  'the code of %s is that of its source: `npm run generate` writes it',
  async (module) => {
    const text = readFileSync(join(root, `${module}-code.ts`), 'utf8');
    expect(text).toBe(await assemblyCode(`${module}.ts`));
  },
);
