/** `runsheet retry ID`: runs again what failed, goes on with what was stopped, and waits for the end. */
import type { CommandOutput, JobEdit } from '../../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../../src-shared/errors';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { checkIds } from '../link/check-ids';
import type { EngineLink } from '../link/engine-link';
import { connectOrStart, type LinkedFolder } from '../link/find-engine';
import { progressFor } from '../progress';
import { exitCodeOf, readRun, waitForRun, type WaitResult } from '../run-end';
import { outcomeJson } from '../text/node-json';
import { countText } from '../text/numbers';
import { summaryLines } from './run';

/** See the head of this file. */
export async function retry(context: CliContext, given: Arguments): Promise<number> {
  const ids = [...new Set(given.operands)];
  const edit = editOf(given);
  if (edit !== null && ids.length > 1) {
    throw new RunsheetError('bad-input', 'A change goes with one job at a time.', {
      hint: 'Write: runsheet retry ID --command CMD',
    });
  }
  await checkIds(context.dataFolder, ids);
  const interruption = new Interruption();
  const linked = await retryAll(context, ids, edit);
  const runIds = [...new Set(ids.map((id) => id.split('.')[0]))];
  const code = given.has('detach')
    ? await leave(context, linked, runIds)
    : await waitForAll(context, linked, runIds, interruption);
  interruption.end();
  return code;
}

/** What the options change, or null. Throws `bad-input`. */
function editOf(given: Arguments): JobEdit | null {
  const command = given.text('command');
  const env = given.pairs('env');
  const item = given.text('item');
  if (command === null && item === null && Object.keys(env).length === 0) return null;
  return {
    ...(command === null ? {} : { command }),
    ...(item === null ? {} : { item }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}

async function retryAll(
  context: CliContext,
  ids: readonly string[],
  edit: JobEdit | null,
): Promise<LinkedFolder> {
  for (;;) {
    const linked = await connectOrStart(context);
    try {
      for (const id of ids) await tell(context, id, await retryOne(linked.link, id, edit));
      return linked;
    } catch (error) {
      linked.link.leave();
      await linked.folder.close();
      // An engine that is stopping has refused: another one takes it.
      if (toErrorDetails(error).code !== 'stopping') throw error;
    }
  }
}

function retryOne(link: EngineLink, id: string, edit: JobEdit | null): Promise<CommandOutput<'node.retry'>> {
  return link.call('node.retry', { id, ...(edit === null ? {} : { edit }) });
}

async function tell(
  { json, err }: CliContext,
  id: string,
  { requeued, continued }: CommandOutput<'node.retry'>,
): Promise<void> {
  if (json) return;
  const goesOn = continued ? [`${id} goes on`] : [];
  const again =
    requeued > 0 ? [`${countText(requeued, 'job')} of ${id} run${requeued === 1 ? 's' : ''} again`] : [];
  const said = [...goesOn, ...again];
  await err.line(said.length > 0 ? `${said.join('; ')}.` : `Nothing of ${id} has to run again.`);
}

async function leave(
  context: CliContext,
  { folder, link }: LinkedFolder,
  runIds: readonly string[],
): Promise<number> {
  link.leave();
  const runs = runIds.map((id) => readRun(folder, id));
  await folder.close();
  if (context.json) for (const run of runs) await context.out.json(outcomeJson(run, Date.now()));
  return exitCodes.completed;
}

/** Waits for one run after the other; all of them go on meanwhile. A signal interrupts every one of them. */
async function waitForAll(
  context: CliContext,
  first: LinkedFolder,
  runIds: readonly string[],
  interruption: Interruption,
): Promise<number> {
  const results: WaitResult[] = [];
  let linked: LinkedFolder | null = first;
  for (const runId of runIds) {
    const watch = { progress: progressFor(context), interruption };
    const result = await waitForRun(context, linked ?? (await connectOrStart(context)), runId, watch);
    linked = null;
    results.push(result);
    if (context.json) await context.out.json(outcomeJson(result.run, Date.now()));
    else for (const line of summaryLines(context, result)) await context.out.line(line);
  }
  return worstCode(results.map(exitCodeOf));
}

/** One exit code for several runs: what is worse to miss wins. */
function worstCode(codes: readonly number[]): number {
  const order = [exitCodes.interrupted, exitCodes.error, exitCodes.failed, exitCodes.cancelled];
  return order.find((code) => codes.includes(code)) ?? exitCodes.completed;
}
