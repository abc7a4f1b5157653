/** `runsheet list`: the runs, newest first. */
import type { TreeNode } from '../../../src-shared/model';
import { summaryToRow } from '../../engine/node-views';
import { exitCodes, type CliContext } from '../context';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nodeJson } from '../text/node-json';
import { numberText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText } from '../text/terminal';
import { localTime, tookText } from '../text/times';

/** See the head of this file. */
export async function list(context: CliContext): Promise<number> {
  return withFolder(context.dataFolder, async (folder) => {
    const runs = folder === null ? [] : readRuns(folder);
    if (context.json) {
      for (const run of runs) {
        if (context.out.isClosed) break;
        await context.out.json(nodeJson(run));
      }
    } else await printTable(context, runs);
    return exitCodes.completed;
  });
}

/** All runs of a folder, newest first. */
export function readRuns(folder: OpenFolder): TreeNode[] {
  folder.refresh();
  const runs: TreeNode[] = [];
  for (const run of folder.reader.runs().reverse()) {
    const summary = folder.reader.summary(run);
    if (summary !== null) runs.push(summaryToRow(run, summary, false));
  }
  return runs;
}

async function printTable({ out, palette }: CliContext, runs: readonly TreeNode[]): Promise<void> {
  if (runs.length === 0) {
    await out.line('There are no runs yet.');
    return;
  }
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
