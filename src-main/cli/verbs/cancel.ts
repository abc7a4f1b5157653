/** `runsheet cancel ID`: ends a run, step or job with everything below it, and answers when that is so. */
import type { CommandOutput } from '../../../src-shared/contract';
import { toErrorDetails } from '../../../src-shared/errors';
import type { TreeNode } from '../../../src-shared/model';
import { hasEnded } from '../../engine/jobs/job-states';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { interestIn, type EngineLink } from '../link/engine-link';
import { connectToOwner } from '../link/find-engine';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { openEngine } from '../link/own-engine';
import { nothingYet } from '../not-found';
import { countText } from '../text/numbers';

/** After this time what still runs is named: the engine has sent SIGKILL long ago. */
const giveUpAfterMs = 20_000;
/** Between two tries when the folder's engine comes or goes. */
const retryDelayMs = 25;

type Cancelled = CommandOutput<'node.cancel'>;

/** See the head of this file. */
export async function cancel(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  const already = await withFolder(context.dataFolder, (folder) => {
    if (folder === null) throw nothingYet(id);
    const node = readNode(folder, id);
    return isOver(node) ? node.status : null;
  });
  const answer: Cancelled = already === null ? await cancelOpen(context, id) : { cancelled: 0, ending: 0 };
  const remaining = await withFolder(context.dataFolder, (folder) => {
    return folder === null ? [] : notEndedBelow(folder, id);
  });
  if (context.json) await context.out.json({ id, ...answer, stillRunning: remaining });
  else await context.out.line(sentence(id, answer, { already, remaining }));
  return remaining.length === 0 ? exitCodes.completed : exitCodes.failed;
}

async function cancelOpen(context: CliContext, id: string): Promise<Cancelled> {
  for (;;) {
    try {
      const answer = await withFolder(context.dataFolder, (folder) => askOwner(context, folder, id));
      return answer ?? (await cancelHere(context, id));
    } catch (error) {
      // Another engine came or went in between. To cancel twice is to cancel once.
      if (!['folder-in-use', 'stopping', 'connection-lost'].includes(toErrorDetails(error).code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
}

async function askOwner(
  context: CliContext,
  folder: OpenFolder | null,
  id: string,
): Promise<Cancelled | null> {
  const link = folder === null ? null : await connectToOwner(context, folder);
  if (link === null) return null;
  try {
    const answer = await link.call('node.cancel', { id });
    await waitUntilOver(link, id);
    return answer;
  } finally {
    link.leave();
  }
}

async function waitUntilOver(link: EngineLink, id: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, giveUpAfterMs);
  });
  const over = async (): Promise<void> => {
    for await (const { scope } of link.feed(interestIn(id))) if (scope === null || isOver(scope)) return;
  };
  try {
    await Promise.race([over(), enough]);
  } finally {
    clearTimeout(timer);
  }
}

/** Nobody executes the folder: what a dead engine left running is ended, then the rest is cancelled. */
async function cancelHere(context: CliContext, id: string): Promise<Cancelled> {
  const engine = await openEngine(context, { executes: false, recovers: true });
  try {
    return await engine.connect({ send: () => {} }).call('node.cancel', { id });
  } finally {
    await engine.stop();
  }
}

function readNode(folder: OpenFolder, id: string): TreeNode {
  folder.refresh();
  const { tree, record, node } = folder.reader.find(id);
  return toTreeNode(tree, record, node);
}

/** Ids of the jobs that still run; of the node itself when only that has not ended. */
function notEndedBelow(folder: OpenFolder, id: string): string[] {
  folder.refresh();
  const { tree, record, node } = folder.reader.find(id);
  const ids: string[] = [];
  for (const n of tree.walk(node)) {
    if (tree.table.isJob(n) && tree.table.status(n) === 'running') ids.push(toTreeNode(tree, record, n).id);
  }
  return ids.length > 0 || isOver(toTreeNode(tree, record, node)) ? ids : [id];
}

function isOver({ status, stats }: Pick<TreeNode, 'status' | 'stats'>): boolean {
  return hasEnded(status) && stats.pending === 0 && stats.running === 0;
}

function sentence(
  id: string,
  { cancelled, ending }: Cancelled,
  found: { readonly already: string | null; readonly remaining: readonly string[] },
): string {
  if (found.already !== null)
    return `${id} has ended already (${found.already}): there is nothing to cancel.`;
  const pending = `Cancelled ${countText(cancelled, 'pending job')}`;
  if (found.remaining.length > 0) {
    return `${pending}; cannot end ${found.remaining.join(', ')}: what cannot be ended stays running.`;
  }
  return ending === 0 ? `${pending}.` : `${pending}; ended ${countText(ending, 'running job')}.`;
}
