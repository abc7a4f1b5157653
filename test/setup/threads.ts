import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The bundled worker thread scripts, as the engine takes them. */
export interface ThreadScripts {
  readonly executor: URL;
  readonly script: URL;
  readonly transfer: URL;
}

/** Where the worker thread scripts of this test run are. `build-threads.ts` has made them before any test. */
export function threadScripts(): ThreadScripts {
  const dir = process.env['RUNSHEET_THREADS_DIR'];
  if (dir === undefined) {
    throw new Error(
      'The thread scripts are not built: RUNSHEET_THREADS_DIR is not set. Run tests with vitest.',
    );
  }
  return {
    executor: pathToFileURL(resolve(dir, 'executor.mjs')),
    script: pathToFileURL(resolve(dir, 'script.mjs')),
    transfer: pathToFileURL(resolve(dir, 'transfer.mjs')),
  };
}
