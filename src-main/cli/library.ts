/** The library as a reading verb sees it: the folders as they are on the disk now, with what is stored of them. */
import { scanFolder, withOneOwner, type LibraryFolder } from '../engine/definitions/folder-scan';
import type { ScheduleState } from '../engine/schedule/schedule-book';
import { listSchedules, readLibrary } from '../engine/storage/schedule-records';
import type { OpenFolder } from './link/open-folder';

/** What is there. */
export interface ReadLibrary {
  readonly folders: readonly LibraryFolder[];
  readonly states: readonly ScheduleState[];
  /** All schedules are paused together. */
  readonly paused: boolean;
}

/** Reads it; a folder that holds nothing yet has none. */
export async function readWatchedFolders(folder: OpenFolder | null): Promise<ReadLibrary> {
  if (folder === null) return { folders: [], states: [], paused: false };
  const record = readLibrary(folder.store);
  const states = listSchedules(folder.store);
  const folders = await Promise.all(record.folders.map((one) => scanFolder(one)));
  const ownerOf = (id: string): string | null => states.find((state) => state.id === id)?.path ?? null;
  return { folders: withOneOwner(folders, ownerOf), states, paused: record.paused };
}
