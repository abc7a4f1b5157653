/** `runsheet open FILE…`: an archive, or logs that others wrote, as a run that can only be read. */
import path from 'node:path';
import { RunsheetError } from '../../../src-shared/errors';
import type { TransferState } from '../../../src-shared/transfer';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { changeFolder, type Changer } from '../link/change-folder';
import { withFolder } from '../link/open-folder';
import { readRun } from '../run-end';
import { nodeJson } from '../text/node-json';
import { countText } from '../text/numbers';
import { plainText } from '../text/terminal';
import { TransferProgress } from '../transfer-progress';

/** See the head of this file. */
export async function open(context: CliContext, given: Arguments): Promise<number> {
  const paths = given.operands.map((name) => path.resolve(context.workingFolder, name));
  const interruption = new Interruption();
  try {
    const state = await changeFolder(context, { recovers: false, repeats: false }, ({ call }) =>
      follow(context, call, { paths, interruption }),
    );
    if (interruption.isAsked && state.runId === null) return exitCodes.interrupted;
    const { runId } = state;
    if (runId === null) throw new RunsheetError('bad-input', state.error ?? 'Nothing was opened.');
    return await withFolder(context.dataFolder, async (folder) => {
      const run = folder === null ? null : readRun(folder, runId);
      if (run === null) throw new RunsheetError('not-found', `${runId} was opened, and removed again.`);
      if (context.json) await context.out.json(nodeJson(run));
      else {
        const what = `${countText(run.stats.total, 'job')}, ${countText(run.lines, 'line')}`;
        await context.out.line(`Opened ${plainText(run.name)} as ${runId}: ${what}.`);
        await context.out.line(`See the log with: runsheet logs ${runId}`);
      }
      return exitCodes.completed;
    });
  } finally {
    interruption.end();
  }
}

async function follow(
  context: CliContext,
  call: Changer['call'],
  { paths, interruption }: { readonly paths: string[]; readonly interruption: Interruption },
): Promise<TransferState> {
  const progress = new TransferProgress(context);
  let state = await call('log.open', { paths });
  const { transferId } = state;
  void interruption.asked.then(() => call('transfer.stop', { transferId }));
  while (!state.ended) {
    state = await call('transfer.wait', { transferId, done: state.done });
    progress.show(state);
  }
  progress.end();
  return state;
}
