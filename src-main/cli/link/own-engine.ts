/** An engine in this process. */
import { Engine } from '../../engine/engine';
import type { FeedTrace } from '../../engine/feed/feed-trace';
import type { CliContext } from '../context';
import { makeDataFolder } from '../../engine/data-folder';

/**
 * Opens the folder's engine in this process. `executes` false: it only takes changes, nothing of the folder runs;
 * `recovers`: it takes back what a dead engine left; `schedules`: what is due starts. Throws `folder-in-use`.
 */
export async function openEngine(
  context: CliContext,
  as: {
    readonly executes: boolean;
    readonly recovers: boolean;
    readonly schedules?: boolean;
    readonly traceFeed?: FeedTrace;
  },
): Promise<Engine> {
  makeDataFolder(context.dataFolder);
  return Engine.open({
    dataFolder: context.dataFolder,
    executorThread: new URL('./executor.js', context.entry),
    scriptThread: new URL('./script.js', context.entry),
    transferThread: new URL('./transfer.js', context.entry),
    version: context.version,
    environment: context.environment,
    ...as,
  });
}
