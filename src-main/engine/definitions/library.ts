/** The definitions in the folders that the user added, watched: what is read here is what the disk says now. */
import { scanFolder, withOneOwner, type LibraryFile, type LibraryFolder } from './folder-scan';
import { FolderWatch } from './folder-watch';

/** What the library is made with. */
export interface LibraryParts {
  /** False: the folders are read once and not watched. */
  readonly watches: boolean;
  /** The file that an id belongs to when several have it; null when that was never told. */
  readonly ownerOf: (id: string) => string | null;
  /** Something may have changed. */
  readonly changed: () => void;
}

interface Watched {
  readonly watch: FolderWatch | null;
  folder: LibraryFolder;
  /** A look at the disk is under way, and whether another one has to follow. */
  scanning: Promise<void> | null;
  again: boolean;
}

/** See the head of this file. */
export class DefinitionLibrary {
  readonly #parts: LibraryParts;
  readonly #folders = new Map<string, Watched>();
  #isStopped = false;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** Looks at these folders from now on, in this order; resolves when they have been read. */
  async setFolders(paths: readonly string[]): Promise<void> {
    if (this.#isStopped) return;
    for (const [folder, watched] of this.#folders) {
      if (paths.includes(folder)) continue;
      watched.watch?.stop();
      this.#folders.delete(folder);
    }
    for (const folder of paths) {
      if (!this.#folders.has(folder)) this.#folders.set(folder, this.#watch(folder));
    }
    await Promise.all([...this.#folders.values()].map(({ scanning }) => scanning ?? Promise.resolve()));
  }

  /** The folders with their definitions. */
  list(): readonly LibraryFolder[] {
    const folders = [...this.#folders.values()].map(({ folder }) => folder);
    return withOneOwner(folders, this.#parts.ownerOf);
  }

  /** The definition of this id that can be run; null when there is none. */
  find(id: string): LibraryFile | null {
    const files = this.list().flatMap((folder) => folder.files);
    return files.find(({ definition, problems }) => definition?.id === id && problems.length === 0) ?? null;
  }

  /** Idempotent. */
  stop(): void {
    this.#isStopped = true;
    for (const { watch } of this.#folders.values()) watch?.stop();
  }

  #watch(folder: string): Watched {
    const watched: Watched = {
      // Before the first look, so that nothing changes in between unseen.
      watch: this.#parts.watches
        ? new FolderWatch(folder, () => {
            this.#scan(watched);
          })
        : null,
      folder: { path: folder, problem: null, files: [] },
      scanning: null,
      again: false,
    };
    this.#scan(watched);
    return watched;
  }

  #scan(watched: Watched): void {
    if (watched.scanning !== null) {
      watched.again = true;
      return;
    }
    watched.scanning = this.#scanUntilQuiet(watched).finally(() => {
      watched.scanning = null;
    });
  }

  async #scanUntilQuiet(watched: Watched): Promise<void> {
    do {
      watched.again = false;
      const before = watched.folder;
      watched.folder = await scanFolder(before.path, before);
      if (this.#isStopped) return;
      if (!isSame(before, watched.folder)) this.#parts.changed();
    } while (watched.again);
  }
}

function isSame(one: LibraryFolder, other: LibraryFolder): boolean {
  return (
    one.problem === other.problem &&
    one.files.length === other.files.length &&
    one.files.every((file, index) => file === other.files[index])
  );
}
