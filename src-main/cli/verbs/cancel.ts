/** `runsheet cancel ID`: ends a run, step or job with everything below it, and answers when that is so. */
import type { CommandOutput, JobFilter } from '../../../src-shared/contract';
import { RunsheetError } from '../../../src-shared/errors';
import type { TreeNode } from '../../../src-shared/model';
import { hasEnded } from '../../engine/jobs/job-states';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { runBulks, type BulkOrder } from '../bulk';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';
import { interestIn, type EngineLink } from '../link/engine-link';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { countText, numberText } from '../text/numbers';

/** After this time what still runs is named: the engine has sent SIGKILL long ago. */
const giveUpAfterMs = 20_000;
type Cancelled = CommandOutput<'node.cancel'>;

/** See the head of this file. */
export async function cancel(context: CliContext, given: Arguments): Promise<number> {
  const ids = [...new Set(given.operands)];
  const filter = filterOf(given);
  await checkIds(context.dataFolder, ids);
  if (filter !== null) return cancelMatching(context, ids, filter);
  if (ids.length === 0) {
    throw new RunsheetError('bad-input', '"runsheet cancel" needs an ID.', {
      hint: 'Or say which jobs: --search TEXT, --status pending, --tag T, or --all.',
    });
  }
  let code: number = exitCodes.completed;
  for (const id of ids) code = Math.max(code, await cancelOne(context, id));
  return code;
}

async function cancelOne(context: CliContext, id: string): Promise<number> {
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

/** Which jobs the options mean, or null when there are none. Throws `bad-input`. */
function filterOf(given: Arguments): JobFilter | null {
  const text = given.text('search');
  const status = given.choice('status', ['pending', 'running']);
  const tag = given.text('tag');
  if (text === null && status === null && tag === null && !given.has('all')) return null;
  return {
    statuses: status === null ? ['pending', 'running'] : [status],
    ...(text === null ? {} : { text }),
    ...(tag === null ? {} : { tag }),
  };
}

async function cancelMatching(
  context: CliContext,
  ids: readonly string[],
  filter: JobFilter,
): Promise<number> {
  const filters = ids.length === 0 ? [filter] : ids.map((id) => ({ ...filter, id }));
  const orders = filters.map((one): BulkOrder => ({ action: 'cancel', filter: one, doing: 'Cancelling' }));
  const interruption = new Interruption();
  const result = await changeFolder(context, { recovers: true, repeats: false }, (changer) =>
    runBulks(context, changer, orders, interruption),
  );
  interruption.end();
  if (context.json) await context.out.json({ action: 'cancel', ...result });
  else {
    const isWhole = result.done === result.total;
    const stopped = isWhole
      ? ' Their ends were not waited for.'
      : ` Stopped after ${numberText(result.done)} of ${numberText(result.total)}.`;
    await context.out.line(`Cancelled ${countText(result.changed, 'job')}.${result.stopped ? stopped : ''}`);
  }
  return result.stopped ? exitCodes.interrupted : exitCodes.completed;
}

/** Where nobody executes the folder, what a dead engine left running is ended, then the rest is cancelled. */
function cancelOpen(context: CliContext, id: string): Promise<Cancelled> {
  return changeFolder(context, { recovers: true, repeats: true }, async ({ call, owner }) => {
    const answer = await call('node.cancel', { id });
    if (owner !== null) await waitUntilOver(owner, id);
    return answer;
  });
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
