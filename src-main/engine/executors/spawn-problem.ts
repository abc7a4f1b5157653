/** Says in one sentence why a command could not be started. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, resolve } from 'node:path';
import type { CommandWork } from './protocol';

/** The sentence for what `spawn` threw or emitted. */
export async function describeSpawnError(error: unknown, work: CommandWork): Promise<string> {
  const folder = await folderProblem(work.cwd);
  if (folder !== null) return folder;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return (await findCommand(work)) === null
        ? `Command not found: ${work.file}`
        : `Cannot run ${work.file}: the interpreter named in its first line does not exist`;
    case 'EACCES':
    case 'EPERM':
      return `Not allowed to run: ${work.file}`;
    case 'E2BIG':
    case 'ENAMETOOLONG':
      return `The command is too long for this system: ${work.file}`;
    case 'EAGAIN':
      return `Cannot start ${work.file}: this user has too many processes`;
    case 'EMFILE':
    case 'ENFILE':
      return `Cannot start ${work.file}: too many files are open`;
    case 'ENOMEM':
      return `Cannot start ${work.file}: not enough memory`;
    case 'ENOEXEC':
      return `Not a program of this system: ${work.file}`;
    case 'ERR_INVALID_ARG_VALUE':
      return work.file === '' ? 'The command is empty' : 'The command contains a zero byte';
    default:
      return `Cannot start ${work.file}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What keeps a command from being started that only a shell in front of it would notice, as `spawn` says it. */
export async function commandProblem(work: CommandWork): Promise<Error | null> {
  if ((await folderProblem(work.cwd)) !== null) return spawnError('ENOENT');
  const path = await findCommand(work);
  if (path === null) return spawnError('ENOENT');
  return (await isExecutable(path)) ? null : spawnError('EACCES');
}

function spawnError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

async function folderProblem(cwd: string): Promise<string | null> {
  try {
    if (!(await stat(cwd)).isDirectory()) return `Working folder is not a folder: ${cwd}`;
    await access(cwd, constants.X_OK);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EACCES') return `Not allowed to enter the working folder: ${cwd}`;
    return code === 'ENOTDIR'
      ? `Working folder is not a folder: ${cwd}`
      : `Working folder does not exist: ${cwd}`;
  }
}

/** Where the system finds the command; one that may not be run only when there is no other. */
async function findCommand(work: CommandWork): Promise<string | null> {
  if (work.file === '') return null;
  const isPath = work.file.includes('/') || isAbsolute(work.file);
  const folders = isPath ? [''] : (work.env.PATH ?? '/usr/bin:/bin').split(delimiter);
  let found: string | null = null;
  for (const folder of folders) {
    const path = resolve(work.cwd, folder, work.file);
    const isFile = await stat(path).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (!isFile) continue;
    if (await isExecutable(path)) return path;
    found ??= path;
  }
  return found;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
