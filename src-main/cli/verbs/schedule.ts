/** `runsheet schedule`: what starts when, what became of the latest due times, and holding it back. */
import { RunsheetError } from '../../../src-shared/errors';
import type { ScheduledDefinition, ScheduleList } from '../../../src-shared/schedule';
import { nearestName } from '../../engine/definitions/names';
import { scheduledIn, toScheduledDefinition } from '../../engine/library-views';
import { readDues } from '../../engine/storage/schedule-records';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { readWatchedFolders } from '../library';
import { changeFolder } from '../link/change-folder';
import { withFolder } from '../link/open-folder';
import { dueRecordText, scheduledJson } from '../text/schedule-text';
import { plainText } from '../text/terminal';
import { localTime } from '../text/times';

/** See the head of this file. */
export async function schedule(context: CliContext, given: Arguments): Promise<number> {
  const action = given.action('schedule', ['list', 'pause', 'resume']);
  const id = given.operands.at(1) ?? null;
  if (action !== 'list') {
    await changeFolder(context, { recovers: false, repeats: true }, ({ call }) =>
      call(action === 'pause' ? 'schedule.pause' : 'schedule.resume', { id }),
    );
  }
  const found = await read(context);
  const listed = id === null ? found.definitions : found.definitions.filter((one) => one.id === id);
  if (id !== null && listed.length === 0) throw unknown(id, found);
  if (context.json) for (const one of listed) await context.out.json(scheduledJson(one));
  else if (action === 'list') await print(context, listed, found);
  else await context.out.line(sentence(action, id, listed, found));
  return exitCodes.completed;
}

/** `attended`: whether somebody executes the folder at all. */
function read(context: CliContext): Promise<ScheduleList> {
  return withFolder(context.dataFolder, async (folder) => {
    const { folders, states, paused } = await readWatchedFolders(folder);
    const definitions = scheduledIn(folders, states).map((one) =>
      toScheduledDefinition(one, {
        state: states.find((state) => state.id === one.id) ?? null,
        allPaused: paused,
        now: Date.now(),
        latest: (number, most) => (folder === null ? [] : readDues(folder.store, number, most)),
      }),
    );
    const owner = (await folder?.owner()) ?? null;
    return { attended: owner !== null, paused, definitions };
  });
}

async function print(
  { out, palette }: CliContext,
  listed: readonly ScheduledDefinition[],
  { attended }: ScheduleList,
): Promise<void> {
  if (listed.length === 0) {
    await out.line(
      'Nothing starts by itself. A definition does with "schedule", "every" or "auto_start" in a',
    );
    await out.line('folder that was added with: runsheet definitions add DIR');
    return;
  }
  for (const one of listed) {
    const name = one.name === one.id ? '' : `  ${plainText(one.name)}`;
    const state = one.state === 'active' ? '' : `  ${palette.bold(one.state)}`;
    await out.line(`${palette.bold(one.id)}${name}  ${plainText(one.words)}${state}`);
    const facts: [string, string][] = [];
    if (one.state === 'broken' && one.reason !== null) facts.push(['problem', plainText(one.reason)]);
    one.next.forEach((due, index) => facts.push([index === 0 ? 'next' : '', localTime(due)]));
    one.last.forEach((record, index) =>
      facts.push([index === 0 ? 'last' : '', dueRecordText(record, palette)]),
    );
    const width = 'problem'.length;
    for (const [fact, text] of facts) await out.line(`  ${palette.dim(fact.padEnd(width))}  ${text}`);
  }
  if (attended) return;
  await out.line(
    'Nothing executes the folder: what is due starts while the window or "runsheet serve" is open.',
  );
}

function sentence(
  action: 'pause' | 'resume',
  id: string | null,
  listed: readonly ScheduledDefinition[],
  { paused }: ScheduleList,
): string {
  const what = id === null ? 'All schedules' : `The schedule of ${id}`;
  if (action === 'pause') return `${what} ${id === null ? 'are' : 'is'} paused.`;
  if (id !== null && paused) {
    return `${what} goes on with the others: all are paused. "runsheet schedule resume" lets them go on.`;
  }
  const still = id === null ? listed.filter((one) => one.paused).map((one) => one.id) : [];
  const rest = still.length === 0 ? '' : ` Still paused: ${still.join(', ')}.`;
  return `${what} ${id === null ? 'go' : 'goes'} on.${rest}`;
}

function unknown(id: string, { definitions }: ScheduleList): RunsheetError {
  const meant = nearestName(
    id,
    definitions.map((one) => one.id),
  );
  return new RunsheetError('not-found', `No definition with the id "${id}" starts by itself.`, {
    hint: meant === undefined ? '"runsheet schedule list" shows those that do.' : `Did you mean "${meant}"?`,
  });
}
