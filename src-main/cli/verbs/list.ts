/** `runsheet list`: the runs, newest first or in another order, all or those that match. */
import type { TreeNode } from '../../../src-shared/model';
import type { TreeQuery } from '../../../src-shared/tree-query';
import { sortByKey } from '../../engine/feed/matching-nodes';
import { runKey } from '../../engine/feed/order-keys';
import { summaryToRow } from '../../engine/node-views';
import type { RunSummary } from '../../engine/storage/run-records';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nodeJson } from '../text/node-json';
import { numberText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText } from '../text/terminal';
import { localTime, tookText } from '../text/times';
import { readTreeOptions } from '../tree-options';

/** See the head of this file. */
export async function list(context: CliContext, given: Arguments): Promise<number> {
  const { query, isFiltered, limit } = readTreeOptions(given);
  return withFolder(context.dataFolder, async (folder) => {
    const runs = folder === null ? [] : readRuns(folder, query).slice(0, limit);
    if (context.json) {
      for (const run of runs) {
        if (context.out.isClosed) break;
        await context.out.json(nodeJson(run));
      }
    } else if (runs.length > 0) await printTable(context, runs);
    else if (limit > 0) {
      await context.out.line(isFiltered ? 'There are no such runs.' : 'There are no runs yet.');
    }
    return exitCodes.completed;
  });
}

/** The runs of a folder that match by themselves, in their order. */
export function readRuns(folder: OpenFolder, query: TreeQuery): TreeNode[] {
  folder.refresh();
  const runs: TreeNode[] = [];
  for (const run of orderedRuns(folder, query)) {
    const summary = folder.reader.summary(run);
    if (summary === null || !isMatch(summary, query)) continue;
    if (query.tag !== null && folder.reader.record(run)?.definition?.tags.includes(query.tag) !== true) {
      continue;
    }
    runs.push(summaryToRow(run, summary, false));
  }
  return runs;
}

/** The numbers of all runs in the order of a query; of equal ones the newest comes first. */
export function orderedRuns({ reader }: OpenFolder, { sort }: Pick<TreeQuery, 'sort'>): number[] {
  // By their numbers below zero, because a smaller number comes first.
  const runs = reader.runs().map((run) => -run);
  sortByKey(runs, (run) => {
    const summary = sort === 'queue' ? null : reader.summary(-run);
    return summary === null ? 0 : runKey(sort, () => ({ ...summary, waits: false, readyAt: null }));
  });
  return runs.map((run) => -run);
}

function isMatch({ status, name, reason, error }: RunSummary, { statuses, text }: TreeQuery): boolean {
  if (statuses.length > 0 && !statuses.includes(status)) return false;
  const lower = text.toLowerCase();
  return [name, reason, error].some((one) => one?.toLowerCase().includes(lower) === true);
}

async function printTable({ out, palette }: CliContext, runs: readonly TreeNode[]): Promise<void> {
  const now = Date.now();
  const lines = tableLines(
    [
      { title: 'ID' },
      { title: 'STATUS' },
      { title: 'JOBS', align: 'right' },
      { title: 'DONE', align: 'right' },
      { title: 'FAILED', align: 'right' },
      { title: 'LINES', align: 'right' },
      { title: 'STARTED' },
      { title: 'TIME', align: 'right' },
      { title: 'NAME' },
    ],
    runs.map((run) => [
      run.id,
      palette.status(run.status),
      numberText(run.stats.total),
      numberText(run.stats.completed + run.stats.failed + run.stats.cancelled),
      numberText(run.stats.failed),
      numberText(run.lines),
      localTime(run.startedAt),
      tookText(run, now),
      plainText(run.name) + (run.reason === null ? '' : palette.dim(` (${plainText(run.reason)})`)),
    ]),
  );
  for (const line of lines) await out.line(line);
}
