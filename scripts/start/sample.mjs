// @ts-check
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { root } from '../project/root.mjs';
import { withDataFolder } from './data-folder.mjs';

/**
 * Runs the sample batch on the command line to its end.
 *
 * @param {import('./arguments.mjs').StartOptions} options
 * @returns {Promise<number>} exit code of that run
 */
export function runSample({ data }) {
  const program = join(root, 'bin/runsheet.mjs');
  const sample = join(root, 'resources/samples/checksum-files.toml');
  return withDataFolder(data, async (folder) => {
    const env = { RUNSHEET_DATA: folder };
    return (await run(process.execPath, [program, 'run', sample], { env, input: true })).code;
  });
}
