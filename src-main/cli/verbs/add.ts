/** `runsheet add -- CMD`: one command as a job of its own. */
import type { CommandInput } from '../../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../../src-shared/errors';
import type { TreeNode } from '../../../src-shared/model';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { enqueueOnce } from '../link/enqueue';
import { connectToOwner } from '../link/find-engine';
import type { OpenFolder } from '../link/open-folder';
import { withFolder } from '../link/open-folder';
import { openEngine } from '../link/own-engine';
import { progressFor } from '../progress';
import { exitCodeOf, waitForRun } from '../run-end';
import { nodeJson } from '../text/node-json';
import { paletteFor } from '../text/terminal';
import { summaryLines } from './run';

type JobInput = CommandInput<'job.add'>;

/** Between two tries when the folder's engine comes or goes. */
const retryDelayMs = 25;
/** How often it is looked whether the job can be written at all. */
const troubleCheckMs = 100;

/** See the head of this file. */
export async function add(context: CliContext, given: Arguments): Promise<number> {
  const name = given.text('name');
  const priority = given.wholeNumber('priority', { min: -1_000_000, max: 1_000_000 });
  const searchPath = context.environment.PATH;
  const input: JobInput = {
    command: [...(given.command ?? [])],
    cwd: context.workingFolder,
    ...(name === null ? {} : { name }),
    ...(priority === null ? {} : { priority }),
    ...(given.has('stdin') ? { stdin: 'open' as const } : {}),
    // The engine may have been started elsewhere: the command is found as it would be found here.
    ...(searchPath === undefined ? {} : { env: { PATH: searchPath } }),
  };
  if (given.has('wait')) return addAndWait(context, input);
  const job = await enqueue(context, input);
  if (context.json) await context.out.json(nodeJson(job));
  else await context.out.line(job.id);
  return exitCodes.completed;
}

/** Makes the job durable: with the folder's engine, or without executing anything where there is none. */
async function enqueue(context: CliContext, input: JobInput): Promise<TreeNode> {
  for (;;) {
    try {
      const job = await withFolder(context.dataFolder, (folder) => askOwner(context, folder, input));
      return job ?? (await addHere(context, input));
    } catch (error) {
      // Another engine came or went in between: the job has not been taken.
      if (!['folder-in-use', 'stopping'].includes(toErrorDetails(error).code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
}

async function askOwner(
  context: CliContext,
  folder: OpenFolder | null,
  input: JobInput,
): Promise<TreeNode | null> {
  const link = folder === null ? null : await connectToOwner(context, folder);
  if (link === null) return null;
  try {
    return await link.call('job.add', input);
  } catch (error) {
    if (toErrorDetails(error).code !== 'connection-lost') throw error;
    throw new RunsheetError('connection-lost', 'The engine was lost before it answered.', {
      hint: '"runsheet list" shows whether the job was taken.',
      cause: error,
    });
  } finally {
    link.leave();
  }
}

async function addHere(context: CliContext, input: JobInput): Promise<TreeNode> {
  const engine = await openEngine(context, { executes: false, recovers: false });
  let watching: NodeJS.Timeout | undefined;
  try {
    const cannotWrite = new Promise<never>((_, reject) => {
      watching = setInterval(() => {
        if (engine.trouble !== null) reject(new RunsheetError('disk-full', engine.trouble));
      }, troubleCheckMs);
    });
    return await Promise.race([engine.connect({ send: () => {} }).call('job.add', input), cannotWrite]);
  } finally {
    clearInterval(watching);
    await engine.stop();
  }
}

async function addAndWait(context: CliContext, input: JobInput): Promise<number> {
  const interruption = new Interruption();
  const { answer, ...linked } = await enqueueOnce(context, {
    send: (link) => link.call('job.add', input),
    isOurs: (summary) =>
      summary.type === 'command' && (input.name === undefined || summary.name === input.name),
  });
  if (!context.json) await context.out.line(answer.id);
  const result = await waitForRun(context, linked, answer.runId, {
    progress: progressFor(context),
    interruption,
  });
  interruption.end();
  if (context.json) {
    const job = await withFolder(context.dataFolder, (folder) => {
      const found = folder?.reader.find(answer.id);
      return found === undefined ? answer : toTreeNode(found.tree, found.record, found.node);
    });
    await context.out.json(nodeJson(job));
  } else {
    const palette = paletteFor({ isTTY: context.err.isTerminal }, context.environment);
    for (const line of summaryLines({ palette }, result)) await context.err.line(line);
  }
  return exitCodeOf(result);
}
