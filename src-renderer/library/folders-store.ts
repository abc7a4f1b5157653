/** The watched folders with their definitions, as they are on the disk. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DefinitionFolder } from '../../src-shared/contract';
import { call } from '../engine/client';
import { followLibrary } from '../feed/follow-library';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';

/** Adds, lists and removes folders. */
export const useFoldersStore = defineStore('folders', () => {
  const navigation = useNavigationStore();
  const folders = shallowRef<readonly DefinitionFolder[]>([]);

  async function load(): Promise<void> {
    const answer = await call('definitions.list', {}).catch(() => null);
    // An engine that goes away is told elsewhere; the next one brings the list again.
    if (answer !== null) folders.value = answer.folders;
  }

  /** Lets the person choose a folder in the system's dialog, and shows it in the library. */
  async function add(): Promise<void> {
    const added = await navigation.attempt(async () => {
      const { path } = await call('path.choose', {
        kind: 'folder',
        title: texts.library.addFolderTitle,
        from: '',
      });
      return path === null ? null : call('definitions.add', { path });
    });
    if (added === undefined || added === null) return;
    navigation.go('library');
    await load();
  }

  async function remove(path: string): Promise<void> {
    const removed = await navigation.attempt(() => call('definitions.remove', { path }));
    await load();
    if (removed === undefined) return;
    navigation.tellUndoable(texts.library.folderRemoved(path), async () => {
      await navigation.attempt(() => call('definitions.add', { path }));
      await load();
    });
  }

  followLibrary(load);

  return { folders, add, remove };
});
