/** When to look at a log again: after each commit of the engine that executes the folder, or from time to time. */
import { toErrorDetails } from '../../src-shared/errors';
import { Counts } from '../engine/jobs/counts';
import { formatId, notFound, parseId } from '../engine/jobs/ids';
import { hasEnded } from '../engine/jobs/job-states';
import { NodeTable, nodesPerPage } from '../engine/jobs/node-table';
import { key, kinds } from '../engine/storage/keys';
import { EngineLink, interestIn } from './link/engine-link';
import type { OpenFolder } from './link/open-folder';

/** Pace while nobody executes the folder, so that nothing tells of changes. */
const pollMs = 500;

/** Yields whenever the log of a run may have grown, for ever. */
export async function* wakeUps(folder: OpenFolder, id: string): AsyncGenerator<void, never> {
  const scopeId = formatId(parseId(id).run, 0);
  for (;;) {
    const link = await tryToConnect(folder);
    if (link !== null) {
      try {
        for await (const message of link.feed(interestIn(scopeId))) {
          void message;
          yield;
        }
      } catch (error) {
        if (toErrorDetails(error).code !== 'connection-lost') throw error;
      } finally {
        link.leave();
      }
    }
    yield;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Lets the reader see the nodes that a run has got since its tree was read; call it after a refresh. */
export function noticeGrowth(folder: OpenFolder, id: string): void {
  const { run } = parseId(id);
  const known = folder.reader.open(run)?.tree.stats(0).total;
  if (known !== folder.reader.summary(run)?.stats.total) folder.reader.reread(run);
}

/**
 * Whether nothing will be added to the log of a node any more, in the present snapshot. It reads two records
 * instead of the whole tree. Throws `not-found` when the run has been removed.
 */
export function isLogComplete(folder: OpenFolder, id: string): boolean {
  const { run, node } = parseId(id);
  const summary = folder.reader.summary(run);
  if (summary === null) throw notFound(id);
  if (hasEnded(summary.status)) return true;
  const page = folder.store.get(key(kinds.statePage, run, Math.floor(node / nodesPerPage)));
  if (page === undefined) throw notFound(id);
  const table = new NodeTable();
  table.loadPage(0, page);
  const counts = folder.store.get(key(kinds.counts, run, node));
  const open = counts === undefined ? 0 : Counts.decode(counts).open;
  return hasEnded(table.status(node % nodesPerPage)) && open === 0;
}

async function tryToConnect(folder: OpenFolder): Promise<EngineLink | null> {
  const owner = await folder.owner();
  if (owner === null) return null;
  try {
    return await EngineLink.open(owner, folder.store.folderId);
  } catch (error) {
    // It is just starting or stopping: the next look finds out.
    if (!['connection-lost', 'bad-input'].includes(toErrorDetails(error).code)) throw error;
    return null;
  }
}
