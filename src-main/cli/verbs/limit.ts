/** `runsheet limit`: how much runs at once, over all runs, in a group, in a run or a step; and a run's priority. */
import type { CommandInput } from '../../../src-shared/contract';
import { RunsheetError } from '../../../src-shared/errors';
import type { QueueState } from '../../../src-shared/model';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';
import { withFolder } from '../link/open-folder';
import { numberText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText } from '../text/terminal';
import { refuse } from './add-settings';

const mostJobs = 10_000;
const ofRun = ['concurrency', 'step', 'priority'];
const ofQueue = ['total', 'group'];

/** See the head of this file. */
export async function limit(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  if (id !== undefined) return limitRun(context, given, id);
  refuse(given, ofRun, 'is of one run: write "runsheet limit ID …"');
  const total = given.text('total');
  const groups = sizes(given, 'group', 'default');
  const input: CommandInput<'queue.change'> = {
    ...(total === null ? {} : { limit: total === 'none' ? null : size(total, '--total', 'none') }),
    ...(groups === null ? {} : { groups }),
  };
  const changes = Object.keys(input).length > 0;
  if (!changes && (await withFolder(context.dataFolder, (folder) => folder === null))) {
    return tell(context, { paused: false, limit: null, running: 0, groups: [] });
  }
  const state = await changeFolder(context, { recovers: false, repeats: true }, ({ call }) =>
    changes ? call('queue.change', input) : call('queue.show', {}),
  );
  return tell(context, state);
}

async function tell(context: CliContext, state: QueueState): Promise<number> {
  if (context.json) await context.out.json(state);
  else for (const line of stateLines(state)) await context.out.line(line);
  return exitCodes.completed;
}

async function limitRun(context: CliContext, given: Arguments, id: string): Promise<number> {
  refuse(given, ofQueue, 'is of the whole queue: write "runsheet limit …" without an ID');
  const concurrency = given.wholeNumber('concurrency', { min: 1, max: mostJobs });
  const priority = given.wholeNumber('priority', { min: -1_000_000, max: 1_000_000 });
  const steps = sizes(given, 'step', 'none');
  const change = {
    ...(concurrency === null ? {} : { concurrency }),
    ...(priority === null ? {} : { priority }),
    ...(steps === null ? {} : { steps }),
  };
  if (Object.keys(change).length === 0) {
    throw new RunsheetError('bad-input', `What should change of ${id}?`, {
      hint: 'Write --concurrency N, --step NAME=N or --priority N.',
    });
  }
  await checkIds(context.dataFolder, [id]);
  await changeFolder(context, { recovers: true, repeats: true }, ({ call }) =>
    call('run.change', { id, ...change }),
  );
  if (context.json) await context.out.json({ id, ...change });
  else await context.out.line(`${id} now has ${changeText(change)}.`);
  return exitCodes.completed;
}

/** `--group gpu=2 --group net=default`; the word means null. Null when the option was not given. */
function sizes(given: Arguments, option: string, word: string): Record<string, number | null> | null {
  const pairs = Object.entries(given.pairs(option));
  if (pairs.length === 0) return null;
  return Object.fromEntries(
    pairs.map(([name, text]) => [name, text === word ? null : size(text, `--${option} ${name}`, word)]),
  );
}

function size(text: string, what: string, word: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= mostJobs) return value;
  const range = `a whole number from 1 to ${numberText(mostJobs)}`;
  throw new RunsheetError('bad-input', `${what} must be ${range}, or "${word}", not "${text}".`);
}

function changeText(change: Omit<CommandInput<'run.change'>, 'id'>): string {
  const parts: string[] = [];
  if (change.concurrency !== undefined) parts.push(`concurrency ${numberText(change.concurrency)}`);
  for (const [name, limitOfStep] of Object.entries(change.steps ?? {})) {
    parts.push(
      `step ${plainText(name)} ${limitOfStep === null ? 'without a limit' : numberText(limitOfStep)}`,
    );
  }
  if (change.priority !== undefined) parts.push(`priority ${numberText(change.priority)}`);
  return parts.join(', ');
}

function stateLines({ paused, limit: total, running, groups }: QueueState): string[] {
  const row = (name: string, most: string, runs: number, isPaused: boolean): string[] => [
    name,
    most,
    numberText(runs),
    isPaused ? 'paused' : '',
  ];
  return tableLines(
    [
      { title: 'LIMIT' },
      { title: 'JOBS', align: 'right' },
      { title: 'RUNNING', align: 'right' },
      { title: '' },
    ],
    [
      row('all runs', total === null ? 'none' : numberText(total), running, paused),
      ...groups.map((group) =>
        row(`group ${plainText(group.name)}`, numberText(group.size), group.running, group.paused),
      ),
    ],
  );
}
