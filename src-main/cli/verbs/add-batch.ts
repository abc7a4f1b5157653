/** `runsheet add --batch FILE`: the lines of a file as the jobs of one run, enqueued in one durable call. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { CommandInput } from '../../../src-shared/contract';
import { maximumItems } from '../../../src-shared/definition';
import { RunsheetError } from '../../../src-shared/errors';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { changeFolder } from '../link/change-folder';
import { enqueueOnce } from '../link/enqueue';
import { withFolder } from '../link/open-folder';
import { progressFor } from '../progress';
import { exitCodeOf, readRun, waitForRun } from '../run-end';
import { nodeJson, outcomeJson } from '../text/node-json';
import { numberText } from '../text/numbers';
import { paletteFor } from '../text/terminal';
import { addSettings, refuse } from './add-settings';
import { summaryLines } from './run';

type BatchInput = CommandInput<'job.addMany'>;

/** A command that is longer is not a name any more. */
const longestName = 120;

/** See the head of this file. */
export async function addBatch(context: CliContext, given: Arguments): Promise<number> {
  refuse(given, ['after', 'key', 'timeout', 'delay'], 'goes with one command, not with --batch');
  const file = given.text('batch') ?? '-';
  const concurrency = given.wholeNumber('concurrency', { min: 1, max: 10_000 });
  const settings = addSettings(context, given);
  const jobs = batchJobs(await readBatch(context, file), file === '-' ? 'stdin' : file);
  const input: BatchInput = {
    ...settings,
    name: settings.name ?? (file === '-' ? 'batch' : path.basename(file)),
    jobs,
    ...(concurrency === null ? {} : { concurrency }),
  };
  if (given.has('wait')) return addAndWait(context, input);
  const kind = { recovers: false, repeats: false };
  const { runId } = await changeFolder(context, kind, ({ call }) => call('job.addMany', input));
  if (!context.json) await context.out.line(runId);
  else {
    const run = await withFolder(context.dataFolder, (folder) =>
      folder === null ? null : readRun(folder, runId),
    );
    if (run !== null) await context.out.json(nodeJson(run));
  }
  return exitCodes.completed;
}

async function addAndWait(context: CliContext, input: BatchInput): Promise<number> {
  const interruption = new Interruption();
  const { answer, ...linked } = await enqueueOnce(context, {
    send: (link) => link.call('job.addMany', input),
    isOurs: (summary) => summary.name === input.name && summary.stats.total === input.jobs.length,
  });
  if (!context.json) await context.out.line(answer.runId);
  const result = await waitForRun(context, linked, answer.runId, {
    progress: progressFor(context),
    interruption,
  });
  interruption.end();
  if (context.json) await context.out.json(outcomeJson(result.run, Date.now()));
  else {
    const palette = paletteFor({ isTTY: context.err.isTerminal }, context.environment);
    for (const line of summaryLines({ palette }, result)) await context.err.line(line);
  }
  return exitCodeOf(result);
}

async function readBatch(context: CliContext, file: string): Promise<string> {
  const source = file === '-' ? process.stdin : createReadStream(path.resolve(context.workingFolder, file));
  try {
    return await text(source);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new RunsheetError('bad-input', `The batch file ${file} cannot be read: ${why}.`, { cause });
  }
}

/** One job for each line that is a command. Throws `bad-input` when there is none, or there are too many. */
export function batchJobs(content: string, source: string): BatchInput['jobs'] {
  const lines = content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) {
    throw new RunsheetError('bad-input', `There are no commands in ${source}.`, {
      hint: 'A batch has one shell command on each line.',
    });
  }
  if (lines.length > maximumItems) {
    const found = numberText(lines.length);
    throw new RunsheetError(
      'bad-input',
      `${source} has ${found} commands; a run takes ${numberText(maximumItems)}.`,
    );
  }
  const nul = lines.find((line) => line.includes('\0'));
  if (nul !== undefined) throw new RunsheetError('bad-input', `A command in ${source} has a NUL character.`);
  return lines.map((line) => ({ name: shortName(line), command: shellCommand(line) }));
}

function shellCommand(line: string): string[] {
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', line] : ['/bin/sh', '-c', line];
}

function shortName(line: string): string {
  const characters = [...line];
  return characters.length <= longestName ? line : `${characters.slice(0, longestName - 1).join('')}…`;
}
