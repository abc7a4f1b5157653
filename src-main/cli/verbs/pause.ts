/** `runsheet pause` and `resume`: of runs, of a group, or of the whole queue. */
import { RunsheetError } from '../../../src-shared/errors';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';

type Direction = 'pause' | 'resume';

/** Starts nothing new; what runs goes on. */
export function pause(context: CliContext, given: Arguments): Promise<number> {
  return turn('pause', context, given);
}

/** Goes on with what was paused or stopped; executes nothing itself. */
export function resume(context: CliContext, given: Arguments): Promise<number> {
  return turn('resume', context, given);
}

async function turn(direction: Direction, context: CliContext, given: Arguments): Promise<number> {
  const ids = [...new Set(given.operands)];
  const group = given.text('group');
  if (group !== null && ids.length > 0) {
    throw new RunsheetError('bad-input', `Either IDs or --group: "${ids[0]}" is too much.`);
  }
  if (ids.length === 0) return turnQueue(direction, context, group);
  await checkIds(context.dataFolder, ids);
  const isExecuted = await changeFolder(
    context,
    { recovers: true, repeats: true },
    async ({ call, owner }) => {
      for (const id of ids) await call(`run.${direction}`, { id });
      return owner !== null;
    },
  );
  for (const id of ids) {
    if (context.json) await context.out.json({ id, paused: direction === 'pause' });
    else await context.out.line(sentence(direction, id, isExecuted));
  }
  return exitCodes.completed;
}

async function turnQueue(direction: Direction, context: CliContext, group: string | null): Promise<number> {
  const { state, isExecuted } = await changeFolder(
    context,
    { recovers: false, repeats: true },
    async ({ call, owner }) => ({
      state: await call(`queue.${direction}`, { group }),
      isExecuted: owner !== null,
    }),
  );
  if (context.json) await context.out.json(state);
  else {
    const what = group === null ? 'The queue' : `Group ${group}`;
    await context.out.line(sentence(direction, what, isExecuted));
  }
  return exitCodes.completed;
}

function sentence(direction: Direction, what: string, isExecuted: boolean): string {
  if (direction === 'pause') return `${what} is paused: what runs goes on, nothing new starts.`;
  return isExecuted ? `${what} goes on.` : `${what} goes on as soon as something executes the folder.`;
}
