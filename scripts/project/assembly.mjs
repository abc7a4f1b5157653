// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { root } from './root.mjs';

const charactersOfLine = 100;

/**
 * Compiles a module of AssemblyScript into one that exports its code.
 *
 * @param {string} source path in the project
 * @returns {Promise<string>} a module that exports `code`, in base64
 */
export async function assemblyCode(source) {
  /** @type {Uint8Array | null} */
  let code = null;
  const name = 'module.wasm';
  const { error, stderr } = await asc.main(
    [source, '--outFile', name, '-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert'],
    {
      readFile: (path) => (path === source ? readFileSync(join(root, source), 'utf8') : null),
      writeFile: (path, contents) => {
        if (path === name && typeof contents !== 'string') code = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || code === null) throw new Error(`${source} cannot be compiled.\n${stderr.toString()}`);
  const text = Buffer.from(code).toString('base64');
  const lines = text.match(new RegExp(`.{1,${charactersOfLine}}`, 'g')) ?? [];
  return [
    `/** The code of \`${source}\` in base64, written by \`npm run generate\`. */`,
    'export const code =',
    `${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}
