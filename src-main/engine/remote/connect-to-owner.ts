/** Finds the engine that executes a folder and connects to it. */
import type { FeedMessage } from '../../../src-shared/contract';
import { bootId, isAlive, processStart } from '../executors/process-marks';
import { readOwner } from '../storage/ownership';
import { Store } from '../storage/store';
import { SocketClient } from './socket-client';

/**
 * A client of the folder's engine; null when nothing executes the folder. Throws `connection-lost` when an engine
 * lives and does not answer (it may be starting or stopping).
 */
export async function connectToOwner(
  dataFolder: string,
  receiver: { readonly onFeed: (message: FeedMessage) => void; readonly onClosed: () => void },
): Promise<SocketClient | null> {
  const store = Store.openForReading(dataFolder);
  if (store === null) return null;
  try {
    const identity = {
      pid: process.pid,
      start: await processStart(process.pid),
      bootId: await bootId(),
      isAlive,
    };
    const owner = await readOwner(store, identity);
    return owner === null ? null : await SocketClient.open(owner, store.folderId, receiver);
  } finally {
    await store.close();
  }
}
