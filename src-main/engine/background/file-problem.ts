/** Errors of the file system as sentences. */
import { RunsheetError } from '../../../src-shared/errors';

/** The error as it is told to a person; what is no error of the file system stays as it is. */
export function fileProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RunsheetError || !('code' in error)) return error;
  const file = 'path' in error && typeof error.path === 'string' ? error.path : null;
  const what = file === null ? 'A file' : file;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new RunsheetError('bad-input', `${what} is not there, or the folder it should be in.`, {
        hint: 'Check the path.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new RunsheetError('bad-input', `${what} cannot be used: no permission.`, { cause: error });
    case 'EISDIR':
      return new RunsheetError('bad-input', `${what} is a folder.`, { cause: error });
    case 'EROFS':
      return new RunsheetError('bad-input', `${what} is on a disk that is read-only.`, { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new RunsheetError('disk-full', 'The disk is full; nothing of it was kept.', {
        hint: 'Free some space and try again.',
        cause: error,
      });
    default:
      return new RunsheetError('bad-input', `${what} cannot be used: ${error.message}.`, { cause: error });
  }
}
