/** Where the data folder is: what was asked for, or the place that the system has for application data. */
import path from 'node:path';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { RunsheetError } from '../../src-shared/errors';

/** What the default depends on. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly workingFolder: string;
}

/** The data folder, absolute: `--data`, else `RUNSHEET_DATA`, else the default of the platform. */
export function dataFolderOf(asked: string | null, surroundings: Surroundings): string {
  const { platform, environment, homeFolder, workingFolder } = surroundings;
  const wanted = asked ?? environment.RUNSHEET_DATA ?? '';
  if (wanted !== '') return path.resolve(workingFolder, wanted);
  if (platform === 'darwin') return path.join(homeFolder, 'Library', 'Application Support', 'Runsheet');
  if (platform === 'win32') {
    return path.join(environment.LOCALAPPDATA ?? path.join(homeFolder, 'AppData', 'Local'), 'Runsheet');
  }
  const dataHome = environment.XDG_DATA_HOME ?? '';
  // The specification of XDG says that a relative path is to be ignored.
  return path.join(
    path.isAbsolute(dataHome) ? dataHome : path.join(homeFolder, '.local', 'share'),
    'runsheet',
  );
}

/** Refuses a data folder that is something else; one that is not there yet is fine. Throws `bad-input`. */
export function checkDataFolder(folder: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true;
  } catch (cause) {
    throw unusable(folder, cause);
  }
  if (!isFolder) {
    throw new RunsheetError('bad-input', `The data folder ${folder} is not a folder.`, {
      hint: 'Choose a folder with --data.',
    });
  }
}

/** Makes the data folder if it is not there. Throws `bad-input`. */
export function makeDataFolder(folder: string): void {
  checkDataFolder(folder);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** Not `recursive`: that never returns where a folder exists in which none can be made, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it in between.
    if (!existsSync(folder)) throw error;
  }
}

function unusable(folder: string, cause: unknown): RunsheetError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const why =
    code === 'EACCES' || code === 'EPERM' || code === 'ENOENT'
      ? 'no permission'
      : code === 'EROFS'
        ? 'the disk is read-only'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'a part of its path is not a folder'
          : code;
  return new RunsheetError('bad-input', `The data folder ${folder} cannot be used: ${why}.`, {
    hint: 'Choose another folder with --data.',
    cause,
  });
}
