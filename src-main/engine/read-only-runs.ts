/** Runs that were opened and not run here: they are read, exported and removed, and nothing else. */
import { RunsheetError } from '../../src-shared/errors';
import type { FolderReader } from './folder-reader';
import { formatId } from './jobs/ids';

/** Throws `bad-input` for a run that can only be read. */
export function refuseReadOnly(reader: FolderReader, run: number): void {
  const origin = reader.summary(run)?.origin;
  if (origin === undefined) return;
  const what = origin.kind === 'archive' ? 'is an archive' : 'is a log that was opened';
  throw new RunsheetError('bad-input', `${formatId(run, 0)} ${what}: it can only be read.`, {
    hint: `"runsheet rm ${formatId(run, 0)}" removes it from here; what was opened stays where it is.`,
  });
}
