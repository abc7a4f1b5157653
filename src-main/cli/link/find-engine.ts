/** Finds the engine of a folder, or starts one: in the end the caller is the client of the one that executes. */
import { RunsheetError, toErrorDetails } from '../../../src-shared/errors';
import type { CliContext } from '../context';
import { startDetachedEngine } from './detached-engine';
import { EngineLink } from './engine-link';
import { OpenFolder } from './open-folder';

/** Between two tries to reach an engine that is starting or stopping. */
const retryDelayMs = 25;
/** After this time a person is told what is being waited for. */
const noticeAfterMs = 5000;
/** An engine that lives and does not answer for so long is given up. */
const giveUpAfterMs = 60_000;

/** A folder together with the engine that executes it. */
export interface LinkedFolder {
  readonly folder: OpenFolder;
  readonly link: EngineLink;
}

/** Connects to the engine that executes the folder; null when nobody does. */
export async function connectToOwner(context: CliContext, folder: OpenFolder): Promise<EngineLink | null> {
  const waiting = { pid: -1, since: 0, told: false };
  for (;;) {
    const owner = await folder.owner();
    if (owner === null) return null;
    try {
      return await EngineLink.open(owner, folder.store.folderId, (trouble) => {
        if (!context.json) void context.err.line(trouble);
      });
    } catch (error) {
      // It starts, it stops, or it is another one by now: its record says which, so look again.
      if (!['connection-lost', 'bad-input'].includes(toErrorDetails(error).code)) throw error;
    }
    if (owner.pid !== waiting.pid) Object.assign(waiting, { pid: owner.pid, since: performance.now() });
    await noticeOrGiveUp(context, waiting);
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
}

/** Connects to the engine that executes the folder; starts one when nobody does. */
export async function connectOrStart(context: CliContext): Promise<LinkedFolder> {
  for (;;) {
    const folder = await OpenFolder.open(context.dataFolder);
    const link = folder === null ? null : await connectToOwner(context, folder);
    if (folder !== null && link !== null) return { folder, link };
    await folder?.close();
    // Another one may win the folder meanwhile; then that is the engine to be a client of.
    await startDetachedEngine(context);
  }
}

async function noticeOrGiveUp(
  context: CliContext,
  waiting: { pid: number; since: number; told: boolean },
): Promise<void> {
  const waitedMs = performance.now() - waiting.since;
  if (waitedMs > giveUpAfterMs) {
    throw new RunsheetError(
      'connection-lost',
      `Process ${waiting.pid} executes this folder, but does not answer.`,
      {
        hint: 'If it hangs, end it; what it ran is taken back by the next one.',
      },
    );
  }
  if (waitedMs > noticeAfterMs && !waiting.told) {
    waiting.told = true;
    if (!context.json)
      await context.err.line(`Waiting for process ${waiting.pid}, which executes this folder …`);
  }
}
