// @ts-check
import './project/node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { assemblyCode } from './project/assembly.mjs';
import { root } from './project/root.mjs';

/**
 * Files that are written from sources, never by hand, and their texts. A test compares each.
 *
 * @type {Readonly<Record<string, () => Promise<string>>>}
 */
const generated = {
  'docs/ipc.md': () => textOf('src-shared/contract-text.ts', 'contractText'),
  'resources/definition.schema.json': () =>
    textOf('src-main/engine/definitions/json-schema.ts', 'definitionSchemaText'),
  'src-main/engine/executors/line-scan/line-scan-code.ts': () =>
    assemblyCode('src-main/engine/executors/line-scan/line-scan.ts'),
  'src-main/engine/logs/line-find/line-find-code.ts': () =>
    assemblyCode('src-main/engine/logs/line-find/line-find.ts'),
};

for (const [file, text] of Object.entries(generated)) {
  writeFileSync(join(root, file), await text());
  console.log(`Wrote ${file}.`);
}

/**
 * @param {string} module
 * @param {string} name of the function that it exports
 * @returns {Promise<string>}
 */
async function textOf(module, name) {
  const { module: exports } = await runnerImport(join(root, module), { configFile: false, root });
  return /** @type {Record<string, () => string>} */ (exports)[name]();
}
