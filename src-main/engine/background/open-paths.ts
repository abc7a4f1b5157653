/** Opens what a person points at: one archive, or logs that others wrote. */
import { closeSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { RunsheetError } from '../../../src-shared/errors';
import { fileProblem } from './file-problem';
import { openArchive } from './open-archive';
import { openFiles } from './open-files';
import type { OpenedRun } from './opened-run';

/** What is opened, and where it is written. */
export interface OpenWork {
  /** Absolute; at least one. */
  readonly paths: readonly string[];
  /** An empty folder on the disk of the data folder. */
  readonly stagingFolder: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
}

/** Part of the free space that is left to others. */
const leftFree = 0.05;

/** Reads everything; `progress` is told bytes. Throws `bad-input` and `disk-full` with one sentence. */
export async function openPaths(
  { paths, stagingFolder, openedAt }: OpenWork,
  progress: (done: number, total: number) => void,
): Promise<OpenedRun> {
  const { bavail, bsize } = statfsSync(stagingFolder);
  const roomBytes = Math.floor(bavail * bsize * (1 - leftFree));
  const archive = paths.find(isZip);
  if (archive === undefined) return openFiles({ paths, stagingFolder, openedAt, roomBytes }, progress);
  if (paths.length > 1) {
    throw new RunsheetError('bad-input', `${archive} is an archive; it is opened alone.`, {
      hint: 'Open one archive at a time, and logs apart from it.',
    });
  }
  return openArchive({ path: archive, stagingFolder, openedAt, roomBytes }, progress);
}

/** Whether a file is a zip by its first bytes, or by its name: a damaged one is told so, not shown as text. */
function isZip(file: string): boolean {
  let descriptor: number;
  try {
    if (!statSync(file).isFile()) return false;
    descriptor = openSync(file, 'r');
  } catch (error) {
    throw fileProblem(error);
  }
  try {
    const head = Buffer.alloc(4);
    const read = readSync(descriptor, head, 0, 4, 0);
    if (read === 4 && head.readUInt32LE() === 0x04034b50) return true;
    return path.extname(file).toLowerCase() === '.zip';
  } finally {
    closeSync(descriptor);
  }
}
