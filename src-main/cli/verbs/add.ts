/** `runsheet add -- CMD`: one command as a job of its own. */
import type { CommandInput } from '../../../src-shared/contract';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';
import { enqueueOnce } from '../link/enqueue';
import { withFolder } from '../link/open-folder';
import { progressFor } from '../progress';
import { exitCodeOf, waitForRun } from '../run-end';
import { nodeJson } from '../text/node-json';
import { paletteFor } from '../text/terminal';
import { addBatch } from './add-batch';
import { addSettings, refuse } from './add-settings';
import { summaryLines } from './run';

type JobInput = CommandInput<'job.add'>;

/** See the head of this file. */
export async function add(context: CliContext, given: Arguments): Promise<number> {
  if (given.text('batch') !== null) return addBatch(context, given);
  refuse(given, ['concurrency'], 'is the number of jobs at once: it goes with --batch');
  const key = given.text('key');
  const timeoutMs = given.duration('timeout', 1);
  const delayMs = given.duration('delay', 0);
  const after = given.texts('after').flatMap((text) => text.split(','));
  await checkIds(context.dataFolder, after);
  const input: JobInput = {
    command: [...(given.command ?? [])],
    ...addSettings(context, given),
    ...(after.length === 0 ? {} : { after }),
    ...(key === null ? {} : { key }),
    ...(timeoutMs === null ? {} : { timeoutMs }),
    ...(delayMs === null ? {} : { delayMs }),
    ...(given.has('stdin') ? { stdin: 'open' as const } : {}),
  };
  if (given.has('wait')) return addAndWait(context, input);
  // Who holds a key is known once the runs that have not ended are read, and that is recovery.
  const kind = { recovers: key !== null, repeats: false };
  const job = await changeFolder(context, kind, ({ call }) => call('job.add', input));
  if (context.json) await context.out.json(nodeJson(job));
  else await context.out.line(job.id);
  return exitCodes.completed;
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
