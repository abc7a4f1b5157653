/**
 * `runsheet jobs [ID]`: the nodes of a subtree, or of all runs, depth-first in the order they were enqueued or another
 * one; all of them, or the jobs that match with what they are part of.
 */
import type { TreeNode } from '../../../src-shared/model';
import { isFiltering, type TreeQuery } from '../../../src-shared/tree-query';
import { mayMatch } from '../../engine/feed/listed-tree';
import { matchingNodes } from '../../engine/feed/matching-nodes';
import type { OpenRun } from '../../engine/folder-reader';
import { matcherOf } from '../../engine/job-text';
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
import { readTreeOptions, type AskedTree } from '../tree-options';
import { orderedRuns } from './list';

/** Nodes that are printed with one write. */
const nodesAtOnce = 500;

interface PlacedNode {
  readonly node: TreeNode;
  readonly depth: number;
  readonly isMatch: boolean;
}

/** See the head of this file. */
export async function jobs(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  const asked = readTreeOptions(given);
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null && id !== undefined) throw nothingYet(id);
    const nodes =
      folder === null ? [] : id === undefined ? allNodes(folder, asked) : nodesBelow(folder, id, asked);
    const now = Date.now();
    let text = '';
    let count = 0;
    for (const { node, depth } of upTo(asked.limit, nodes)) {
      text += context.json
        ? `${JSON.stringify(nodeJson(node))}\n`
        : `${jobLine(node, depth, context.palette, now)}\n`;
      if (++count % nodesAtOnce !== 0) continue;
      await context.out.write(text);
      if (context.out.isClosed) break;
      text = '';
    }
    await context.out.write(text);
    if (count === 0 && !context.json && asked.limit > 0) {
      await context.out.line(asked.isFiltered ? 'There are no such jobs.' : 'There are no jobs yet.');
    }
    return exitCodes.completed;
  });
}

/**
 * All nodes up to the last job within the limit, which counts the jobs that match, without a filter every job. What
 * stands before them does not count: what they are part of, and without a filter also steps that have no jobs.
 */
function* upTo(limit: number, nodes: Iterable<PlacedNode>): Generator<PlacedNode> {
  let left = limit;
  if (left === 0) return;
  for (const placed of nodes) {
    yield placed;
    if (placed.isMatch && --left === 0) return;
  }
}

function* nodesBelow(folder: OpenFolder, id: string, { query }: AskedTree): Generator<PlacedNode> {
  const { tree, record, node } = folder.reader.find(id);
  const { tag } = query;
  if (tag !== null && record.definition?.tags.includes(tag) !== true) return;
  yield* walk({ tree, record }, node, query);
}

function allNodes(folder: OpenFolder, { query, isFiltered }: AskedTree): Generator<PlacedNode> {
  folder.refresh();
  const { reader } = folder;
  const runs = orderedRuns(folder, query).filter((run) => {
    const stats = isFiltered ? reader.summary(run)?.stats : undefined;
    return stats === undefined || mayMatch(query, stats, () => reader.record(run)?.definition?.tags ?? []);
  });
  // Trees that can still change belong to this snapshot; the others are read when their turn comes.
  const changing = new Map<number, OpenRun | null>();
  for (const run of runs) {
    const status = reader.summary(run)?.status;
    if (status !== undefined && !hasEnded(status)) changing.set(run, reader.open(run));
  }
  return (function* () {
    for (const run of runs) {
      const opened = changing.has(run) ? changing.get(run) : reader.open(run);
      if (opened !== undefined && opened !== null) yield* walk(opened, 0, query);
    }
  })();
}

function* walk({ tree, record }: OpenRun, root: number, query: TreeQuery): Generator<PlacedNode> {
  const matcher = isFiltering(query) ? matcherOf(query) : null;
  for (const { node, depth, isMatch } of matchingNodes(tree, root, { sort: query.sort, matcher })) {
    yield { node: toTreeNode(tree, record, node), depth, isMatch };
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
