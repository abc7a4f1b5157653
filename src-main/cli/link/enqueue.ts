/**
 * Sends the engine something that must happen exactly once. An engine that goes away before it answers leaves the
 * question whether it happened; the catalog has the answer as soon as nobody executes the folder.
 */
import { RunsheetError, toErrorDetails } from '../../../src-shared/errors';
import type { CliContext } from '../context';
import type { RunSummary } from '../../engine/storage/run-records';
import { connectOrStart, type LinkedFolder } from './find-engine';
import type { EngineLink } from './engine-link';
import { OpenFolder } from './open-folder';

/** What is sent, and how a run that came of it is known again. */
export interface Order<Value> {
  send(link: EngineLink): Promise<Value>;
  /** Whether a new run may be the one that was asked for. */
  isOurs(summary: RunSummary, folder: OpenFolder, run: number): boolean;
}

/** Connects (starting an engine if nobody executes the folder) and sends the order, again where that is safe. */
export async function enqueueOnce<Value>(
  context: CliContext,
  order: Order<Value>,
): Promise<LinkedFolder & { readonly answer: Value }> {
  for (;;) {
    const linked = await connectOrStart(context);
    linked.folder.refresh();
    const lastRun = linked.folder.reader.runs().at(-1) ?? 0;
    try {
      return { ...linked, answer: await order.send(linked.link) };
    } catch (error) {
      linked.link.leave();
      await linked.folder.close();
      const { code } = toErrorDetails(error);
      // An engine that is stopping has refused: another one will take it.
      if (code === 'stopping') continue;
      if (code !== 'connection-lost') throw error;
      await throwIfItHappened(context, order, lastRun);
    }
  }
}

async function throwIfItHappened(context: CliContext, order: Order<unknown>, lastRun: number): Promise<void> {
  const folder = await OpenFolder.open(context.dataFolder);
  if (folder === null) return;
  try {
    const candidates = folder.reader.runs().filter((run) => {
      const summary = run > lastRun ? folder.reader.summary(run) : null;
      return summary !== null && order.isOurs(summary, folder, run);
    });
    if (candidates.length === 0) return;
    throw new RunsheetError('connection-lost', 'The engine was lost before it answered.', {
      hint: `What was asked for is probably r${candidates[0]}; "runsheet list" shows it.`,
    });
  } finally {
    await folder.close();
  }
}
