/** `runsheet jobs [ID]`: the nodes of a subtree, or of all runs, depth-first in the order they were enqueued. */
import type { TreeNode } from '../../../src-shared/model';
import type { OpenRun } from '../../engine/folder-reader';
import { hasEnded } from '../../engine/jobs/job-states';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { nodeJson } from '../text/node-json';
import { countText, statsText } from '../text/numbers';
import { plainText, type Palette } from '../text/terminal';
import { tookText } from '../text/times';

/** Nodes that are printed with one write. */
const nodesAtOnce = 500;

interface PlacedNode {
  readonly node: TreeNode;
  readonly depth: number;
}

/** See the head of this file. */
export async function jobs(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null && id !== undefined) throw nothingYet(id);
    const nodes = folder === null ? [] : id === undefined ? allNodes(folder) : nodesBelow(folder, id);
    const now = Date.now();
    let text = '';
    let count = 0;
    for (const { node, depth } of nodes) {
      text += context.json
        ? `${JSON.stringify(nodeJson(node))}\n`
        : `${jobLine(node, depth, context.palette, now)}\n`;
      if (++count % nodesAtOnce !== 0) continue;
      await context.out.write(text);
      if (context.out.isClosed) break;
      text = '';
    }
    await context.out.write(text);
    if (count === 0 && !context.json) await context.out.line('There are no jobs yet.');
    return exitCodes.completed;
  });
}

function* nodesBelow(folder: OpenFolder, id: string): Generator<PlacedNode> {
  const { tree, record, node } = folder.reader.find(id);
  yield* walk({ tree, record }, node);
}

function allNodes(folder: OpenFolder): Generator<PlacedNode> {
  folder.refresh();
  const runs = folder.reader.runs().reverse();
  // Trees that can still change belong to this snapshot; the others are read when their turn comes.
  const changing = new Map<number, OpenRun | null>();
  for (const run of runs) {
    const status = folder.reader.summary(run)?.status;
    if (status !== undefined && !hasEnded(status)) changing.set(run, folder.reader.open(run));
  }
  return (function* () {
    for (const run of runs) {
      const opened = changing.has(run) ? changing.get(run) : folder.reader.open(run);
      if (opened !== undefined && opened !== null) yield* walk(opened, 0);
    }
  })();
}

function* walk({ tree, record }: OpenRun, root: number): Generator<PlacedNode> {
  const rootDepth = tree.depth(root);
  for (const n of tree.walk(root)) {
    yield { node: toTreeNode(tree, record, n), depth: tree.depth(n) - rootDepth };
  }
}

function jobLine(node: TreeNode, depth: number, palette: Palette, now: number): string {
  const parts = [`${'  '.repeat(depth)}${node.id}`, plainText(node.name), palette.status(node.status)];
  const reason = node.error ?? node.reason;
  if (reason !== null) parts.push(palette.dim(`(${plainText(reason)})`));
  const took = tookText(node, now);
  if (took !== '-') parts.push(took);
  if (node.stats.total > 1 || node.kind !== 'job') parts.push(palette.dim(statsText(node.stats)));
  if (node.lines > 0) parts.push(palette.dim(countText(node.lines, 'line')));
  return parts.join('  ');
}
