/** `runsheet definitions`: the watched folders with their definitions. */
import path from 'node:path';
import type { DefinitionFolder, DefinitionPreview } from '../../../src-shared/contract';
import { RunsheetError } from '../../../src-shared/errors';
import { toDefinitionFolder } from '../../engine/schedule-handlers';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { readWatchedFolders } from '../library';
import { changeFolder } from '../link/change-folder';
import { withFolder } from '../link/open-folder';
import { countText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText, type Palette } from '../text/terminal';

/** To add or remove a folder twice is to do it once. */
const kind = { recovers: false, repeats: true };

/** See the head of this file. */
export async function definitions(context: CliContext, given: Arguments): Promise<number> {
  const action = given.action('definitions', ['list', 'add', 'rm']);
  const directory = given.operands.at(1);
  if (action === 'list') await list(context, directory);
  else {
    if (directory === undefined) {
      throw new RunsheetError('bad-input', `"runsheet definitions ${action}" needs a DIR.`, {
        hint: `Write: runsheet definitions ${action} DIR`,
      });
    }
    await change(context, action, path.resolve(context.workingFolder, directory));
  }
  return exitCodes.completed;
}

async function list(context: CliContext, directory: string | undefined): Promise<void> {
  const wanted = directory === undefined ? null : path.resolve(context.workingFolder, directory);
  const found = await folders(context);
  const listed = wanted === null ? found : found.filter((one) => one.path === wanted);
  if (wanted !== null && listed.length === 0) {
    throw new RunsheetError('not-found', `${wanted} is not among the folders.`, {
      hint: '"runsheet definitions list" shows the folders.',
    });
  }
  if (context.json) for (const folder of listed) await context.out.json(folderJson(folder));
  else if (listed.length === 0) {
    await context.out.line('No folder is watched. Add one with: runsheet definitions add DIR');
  } else for (const folder of listed) await printFolder(context, folder);
}

async function change(context: CliContext, action: 'add' | 'rm', directory: string): Promise<void> {
  if (action === 'rm') {
    await changeFolder(context, kind, ({ call }) => call('definitions.remove', { path: directory }));
    if (context.json) await context.out.json({ path: directory, removed: true });
    else await context.out.line(`${directory} is not watched any more.`);
    return;
  }
  const { isNew } = await changeFolder(context, kind, ({ call }) =>
    call('definitions.add', { path: directory }),
  );
  const folder = (await folders(context)).find((one) => one.path === directory);
  if (context.json) {
    await context.out.json({ ...(folder === undefined ? { path: directory } : folderJson(folder)), isNew });
    return;
  }
  if (!isNew) await context.out.line(`${directory} was watched already.`);
  if (folder !== undefined) await printFolder(context, folder);
}

function folders(context: CliContext): Promise<DefinitionFolder[]> {
  return withFolder(context.dataFolder, async (folder) => {
    const library = await readWatchedFolders(folder);
    return Promise.all(library.folders.map(toDefinitionFolder));
  });
}

async function printFolder({ out, palette }: CliContext, folder: DefinitionFolder): Promise<void> {
  const count = countText(folder.definitions.length, 'definition');
  await out.line(`${palette.bold(plainText(folder.path))}  ${folder.problem ?? count}`);
  if (folder.definitions.length === 0) return;
  const rows = folder.definitions.map((one) => row(one, palette));
  const lines = tableLines(
    [{ title: 'ID' }, { title: 'NAME' }, { title: 'FILE' }, { title: 'STARTS' }],
    rows,
  );
  for (const line of lines) await out.line(`  ${line}`);
}

function row(definition: DefinitionPreview, palette: Palette): string[] {
  const [problem] = definition.problems;
  const file = plainText(path.basename(definition.path));
  const starts =
    problem !== undefined
      ? palette.level('error', plainText(problem.message))
      : definition.schedule === null
        ? palette.dim('when asked')
        : plainText(definition.schedule);
  return [definition.id === '' ? '-' : definition.id, plainText(definition.name), file, starts];
}

function folderJson({ path: folder, problem, definitions: found }: DefinitionFolder): object {
  return {
    path: folder,
    problem,
    definitions: found.map(({ id, name, path: file, schedule, problems }) => ({
      id: id === '' ? null : id,
      name,
      path: file,
      schedule,
      problems: problems.map(({ line, key, message, hint }) => ({ line, key, message, hint })),
    })),
  };
}
