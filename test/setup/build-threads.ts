import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'vite';
import { nodeTarget, threadEntries } from '../../scripts/build-entries.mjs';

const root = resolve(import.meta.dirname, '../..');
// Inside node_modules, so that a bundled script still finds the packages it does not contain.
const cacheDir = resolve(root, 'node_modules/.cache/test-threads');

/**
 * Bundles the worker thread entries once for a whole test run, into a folder named by this process, and
 * tells the tests where they are through `RUNSHEET_THREADS_DIR`. See `threads.ts` for the reading side.
 */
export default async function buildThreads(): Promise<(() => Promise<void>) | undefined> {
  await removeLeftovers();
  const input = Object.fromEntries(
    Object.entries(threadEntries)
      .map(([name, path]) => [name, resolve(root, path)] as const)
      .filter(([, path]) => existsSync(path)),
  );
  if (Object.keys(input).length === 0) return undefined;

  const outDir = resolve(cacheDir, String(process.pid));
  await mkdir(outDir, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: nodeTarget,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input,
        external: ['lmdb'],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  process.env['RUNSHEET_THREADS_DIR'] = outDir;
  return () => rm(outDir, { recursive: true, force: true });
}

/** Removes what test runs that were killed have left behind. */
async function removeLeftovers(): Promise<void> {
  if (!existsSync(cacheDir)) return;
  for (const name of await readdir(cacheDir)) {
    if (!isAlive(Number(name))) await rm(resolve(cacheDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
