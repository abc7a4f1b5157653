// @ts-check
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Does something with a data folder: the one that was asked for, or else one that is gone afterwards.
 *
 * @template T
 * @param {string | undefined} asked
 * @param {(folder: string) => Promise<T>} work
 */
export async function withDataFolder(asked, work) {
  if (asked !== undefined) return work(asked);
  const folder = await mkdtemp(join(tmpdir(), 'runsheet-sample-'));
  try {
    return await work(folder);
  } finally {
    // The engine may still be closing it.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
