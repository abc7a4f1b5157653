/** `runsheet dead`: the shelf of failed jobs without attempts left: list, retry, clear. */
import type { JobFilter } from '../../../src-shared/contract';
import { RunsheetError } from '../../../src-shared/errors';
import type { TreeNode } from '../../../src-shared/model';
import { parseId } from '../../engine/jobs/ids';
import { matchingJobs } from '../../engine/job-filter';
import { toTreeNode } from '../../engine/node-views';
import type { Arguments } from '../arguments';
import { runBulks, type BulkOrder, type BulkResult } from '../bulk';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nodeJson } from '../text/node-json';
import { countText, numberText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText } from '../text/terminal';
import { localTime } from '../text/times';

/** Jobs that are printed with one write. */
const jobsAtOnce = 500;
const actions = ['list', 'retry', 'rm'] as const;

/** See the head of this file. */
export async function dead(context: CliContext, given: Arguments): Promise<number> {
  const [first, ...rest] = given.operands;
  const action = actions.find((one) => one === first) ?? 'list';
  const ids = [...new Set(first === undefined || first === action ? rest : given.operands)];
  for (const id of ids) checkWord(id);
  await checkIds(context.dataFolder, ids);
  const search = given.text('search');
  if (action === 'list') return list(context, ids, search);
  if (ids.length === 0 && search === null && !given.has('all')) {
    throw new RunsheetError('bad-input', `Which jobs should "dead ${action}" take?`, {
      hint: 'Give IDs, --search TEXT, or --all for every job on the shelf.',
    });
  }
  return change(context, action, ids, search);
}

function checkWord(word: string): void {
  if (/^r\d/.test(word)) {
    parseId(word);
    return;
  }
  throw new RunsheetError('bad-input', `"dead" takes list, retry or rm, or IDs, not "${word}".`);
}

async function list(context: CliContext, ids: readonly string[], search: string | null): Promise<number> {
  return withFolder(context.dataFolder, async (folder) => {
    const rows: TreeNode[] = [];
    let count = 0;
    for (const node of folder === null ? [] : deadJobs(folder, ids, search)) {
      rows.push(node);
      count++;
      if (rows.length < jobsAtOnce) continue;
      await print(context, rows.splice(0));
      if (context.out.isClosed) return exitCodes.completed;
    }
    await print(context, rows);
    if (count === 0 && !context.json) {
      const none = search === null && ids.length === 0 ? 'No job is' : 'None of these jobs is';
      await context.out.line(`${none} without attempts left.`);
    }
    return exitCodes.completed;
  });
}

/** Dead jobs of the present snapshot: newest run first, in it the job that was enqueued last first. */
function* deadJobs(folder: OpenFolder, ids: readonly string[], search: string | null): Generator<TreeNode> {
  folder.refresh();
  const { reader } = folder;
  const wanted = ids.map((id) => ({ id, run: parseId(id).run }));
  const runs = new Set(reader.dead().map(({ run }) => run));
  for (const run of [...runs].reverse()) {
    const inRun = wanted.filter((one) => one.run === run);
    const opened = wanted.length > 0 && inRun.length === 0 ? null : reader.open(run);
    if (opened === null) continue;
    const base: JobFilter = { dead: true, ...(search === null ? {} : { text: search }) };
    const filters = inRun.length === 0 ? [base] : inRun.map(({ id }) => ({ ...base, id }));
    const nodes = new Set(filters.flatMap((filter) => matchingJobs(reader, run, filter, 'clear')));
    for (const n of [...nodes].sort((one, other) => other - one)) {
      yield toTreeNode(opened.tree, opened.record, n);
    }
  }
}

async function print({ json, out }: CliContext, rows: readonly TreeNode[]): Promise<void> {
  if (rows.length === 0) return;
  if (json) {
    await out.write(rows.map((node) => `${JSON.stringify(nodeJson(node))}\n`).join(''));
    return;
  }
  const cells = rows.map((node) => [
    node.id,
    numberText(node.attempt),
    localTime(node.endedAt),
    plainText(node.name),
    plainText(node.error ?? node.reason ?? ''),
  ]);
  const columns = [
    { title: 'ID' },
    { title: 'ATTEMPTS', align: 'right' as const },
    { title: 'FAILED' },
    { title: 'NAME' },
    { title: 'WHY' },
  ];
  for (const line of tableLines(columns, cells)) await out.line(line);
}

async function change(
  context: CliContext,
  action: 'retry' | 'rm',
  ids: readonly string[],
  search: string | null,
): Promise<number> {
  const base: JobFilter = { dead: true, ...(search === null ? {} : { text: search }) };
  const filters = ids.length === 0 ? [base] : ids.map((id) => ({ ...base, id }));
  const orders = filters.map((filter): BulkOrder => ({
    action: action === 'retry' ? 'retry' : 'clear',
    filter,
    doing: action === 'retry' ? 'Retrying' : 'Clearing',
  }));
  const interruption = new Interruption();
  const { result, isExecuted } = await changeFolder(
    context,
    { recovers: true, repeats: false },
    async (changer) => ({
      result: await runBulks(context, changer, orders, interruption),
      isExecuted: changer.owner !== null,
    }),
  );
  interruption.end();
  if (context.json) await context.out.json({ action, ...result });
  else await context.out.line(sentence(action, result, isExecuted));
  return result.stopped ? exitCodes.interrupted : exitCodes.completed;
}

function sentence(
  action: 'retry' | 'rm',
  { changed, done, total, stopped }: BulkResult,
  isExecuted: boolean,
): string {
  const many = countText(changed, 'job');
  const done1 =
    action === 'retry'
      ? `${many} ${changed === 1 ? 'is' : 'are'} pending again${isExecuted ? '' : ', until something executes the folder'}`
      : `Took ${many} off the shelf; ${changed === 1 ? 'its row and log stay' : 'their rows and logs stay'}`;
  if (!stopped) return `${done1}.`;
  return `${done1}. Stopped after ${numberText(done)} of ${numberText(total)}.`;
}
