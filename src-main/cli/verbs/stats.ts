/** `runsheet stats [ID]`: counts of a subtree, or of the whole folder. */
import { emptyStats, type Stats, type TreeNode } from '../../../src-shared/model';
import { wholeTree } from '../../../src-shared/tree-query';
import { parseId } from '../../engine/jobs/ids';
import { summaryToRow, toTreeNode } from '../../engine/node-views';
import { readFolder } from '../../engine/storage/run-records';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { outcomeJson, statsJson } from '../text/node-json';
import { numberText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText } from '../text/terminal';
import { durationText, elapsedMs } from '../text/times';
import { readRuns } from './list';

/** See the head of this file. */
export async function stats(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  return withFolder(context.dataFolder, async (folder) => {
    if (id === undefined) {
      await printCounts(context, 'The whole folder', folder === null ? emptyFolder() : readTotals(folder));
      return exitCodes.completed;
    }
    if (folder === null) throw nothingYet(id);
    const node = readNode(folder, id);
    const outcome = outcomeJson(node, Date.now());
    if (context.json) await context.out.json(outcome);
    else await printCounts(context, `${node.id} ${plainText(node.name)}: ${node.status}`, outcome);
    return exitCodes.completed;
  });
}

interface Totals {
  readonly stats: Stats;
  readonly lines: number;
  readonly durationMs: number;
}

function emptyFolder(): Totals {
  return { stats: emptyStats(), lines: 0, durationMs: 0 };
}

/** Counts of the folder; the duration is the sum of the durations of its runs. */
function readTotals(folder: OpenFolder): Totals {
  const now = Date.now();
  const durationMs = readRuns(folder, wholeTree).reduce((sum, run) => sum + elapsedMs(run, now), 0);
  const { counts } = readFolder(folder.store);
  return { stats: counts.toStats(), lines: counts.lines, durationMs };
}

/** A run from its summary, without its tree; a step or a job from the tree. */
function readNode(folder: OpenFolder, id: string): TreeNode {
  const { run, node } = parseId(id);
  const summary = node === 0 ? folder.reader.summary(run) : null;
  if (summary !== null) return summaryToRow(run, summary, false);
  const found = folder.reader.find(id);
  return toTreeNode(found.tree, found.record, found.node);
}

async function printCounts(context: CliContext, title: string, totals: Totals): Promise<void> {
  const { out, json, palette } = context;
  if (json) {
    await out.json({ stats: statsJson(totals.stats), lines: totals.lines, durationMs: totals.durationMs });
    return;
  }
  await out.line(palette.bold(title));
  const rows = Object.entries(statsJson(totals.stats)).map(([name, count]) => [name, numberText(count)]);
  rows.push(['lines', numberText(totals.lines)], ['time', durationText(totals.durationMs)]);
  const [, ...lines] = tableLines([{ title: '' }, { title: '', align: 'right' }], rows);
  for (const line of lines) await out.line(line);
}
