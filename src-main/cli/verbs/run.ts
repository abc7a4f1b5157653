/** `runsheet run FILE`: a run of a definition, from its start to its end. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadDefinition } from '../../engine/definition-loading';
import { readRun as readRunRecord } from '../../engine/storage/run-records';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { parameterValues } from '../parameter-options';
import { Interruption } from '../interruption';
import { readWatchedFolders } from '../library';
import { enqueueOnce } from '../link/enqueue';
import { withFolder } from '../link/open-folder';
import { progressFor } from '../progress';
import { exitCodeOf, readRun, waitForRun, type WaitResult } from '../run-end';
import { outcomeJson } from '../text/node-json';
import { countText, statsText } from '../text/numbers';
import { plainText } from '../text/terminal';
import { tookText } from '../text/times';

/** See the head of this file. */
export async function run(context: CliContext, given: Arguments): Promise<number> {
  const file = await fileOf(context, given.operands[0]);
  const concurrency = given.wholeNumber('concurrency', { min: 1, max: 10_000 });
  // A file that cannot be run must not start an engine, nor make a data folder.
  const params = parameterValues(await loadDefinition(file), {
    given: given.texts('param'),
    workingFolder: context.workingFolder,
    file: given.operands[0],
  });
  const interruption = new Interruption();
  const { answer, ...linked } = await enqueueOnce(context, {
    send: (link) =>
      link.call('run.start', { path: file, params, ...(concurrency === null ? {} : { concurrency }) }),
    isOurs: (_, folder, number) => readRunRecord(folder.store, number)?.path === file,
  });
  const { runId } = answer;
  if (given.has('detach')) {
    linked.link.leave();
    const started = readRun(linked.folder, runId);
    await linked.folder.close();
    if (context.json) await context.out.json(outcomeJson(started, Date.now()));
    else await context.out.line(runId);
    return exitCodes.completed;
  }
  const result = await waitForRun(context, linked, runId, { progress: progressFor(context), interruption });
  interruption.end();
  if (context.json) await context.out.json(outcomeJson(result.run, Date.now()));
  else for (const line of summaryLines(context, result)) await context.out.line(line);
  return exitCodeOf(result);
}

/** The file itself, or that of the definition with this id in the watched folders. */
async function fileOf(context: CliContext, operand: string): Promise<string> {
  const file = path.resolve(context.workingFolder, operand);
  if (existsSync(file)) return file;
  const { folders } = await withFolder(context.dataFolder, readWatchedFolders);
  const files = folders.flatMap((folder) => folder.files);
  const found = files.find(({ definition, problems }) => definition?.id === operand && problems.length === 0);
  return found?.path ?? file;
}

/** What a person is told at the end of a run. */
export function summaryLines(
  { palette }: Pick<CliContext, 'palette'>,
  { outcome, run }: WaitResult,
): string[] {
  const reason = run.error ?? run.reason;
  const why = reason === null ? '' : ` (${plainText(reason)})`;
  const took = tookText(run, Date.now());
  const time = took === '-' ? '' : ` in ${took}`;
  const lines = [
    `${run.id} ${palette.bold(plainText(run.name))} ${palette.status(run.status)}${why}${time}`,
    `${statsText(run.stats)}; ${countText(run.lines, 'line')}`,
    `See the log with: runsheet logs ${run.id}`,
  ];
  if (outcome === 'held' || (outcome === 'interrupted' && run.status === 'pending')) {
    lines.push(`The run was stopped. It goes on with: runsheet retry ${run.id}`);
  }
  if (outcome === 'stopped') {
    lines.push('Its engine was stopped. The run goes on as soon as something executes the folder.');
  }
  return lines;
}
