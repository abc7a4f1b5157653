// @ts-check
import './project/node-version.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './project/root.mjs';

/**
 * Files that are written from sources, never by hand: what makes each one's text. A test compares them.
 *
 * @type {readonly { file: string, module: string, text: string }[]}
 */
const generated = [
  { file: 'docs/ipc.md', module: 'src-shared/contract-text.ts', text: 'contractText' },
  {
    file: 'resources/definition.schema.json',
    module: 'src-main/engine/definitions/json-schema.ts',
    text: 'definitionSchemaText',
  },
];

for (const { file, module, text } of generated) {
  const { module: exports } = await runnerImport(join(root, module), { configFile: false, root });
  writeFileSync(join(root, file), /** @type {Record<string, () => string>} */ (exports)[text]());
  console.log(`Wrote ${file}.`);
}
