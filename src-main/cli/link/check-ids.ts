/** Ids are looked up before anything is changed: a mistake in the third must not leave the first two done. */
import { nothingYet } from '../not-found';
import { withFolder } from './open-folder';

/** Throws `bad-input` or `not-found` for the first id that names nothing; starts and makes nothing. */
export function checkIds(dataFolder: string, ids: readonly string[]): Promise<void> {
  return withFolder(dataFolder, (folder) => {
    for (const id of ids) {
      if (folder === null) throw nothingYet(id);
      folder.reader.find(id);
    }
  });
}
