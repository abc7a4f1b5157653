/**
 * A data folder as a reading verb has it open: the catalog for reading, and whoever executes it. Everything that is
 * read in one turn of the event loop is one snapshot; {@link OpenFolder.refresh} begins a new one.
 */
import { bootId, isAlive, processStart } from '../../engine/executors/process-marks';
import { FolderReader } from '../../engine/folder-reader';
import { BlockFiles } from '../../engine/storage/block-files';
import { StoredLogs } from '../../engine/storage/log-records';
import { readOwner, type Owner, type ProcessIdentity } from '../../engine/storage/ownership';
import { Store } from '../../engine/storage/store';
import { checkDataFolder } from '../../engine/data-folder';

/** See the head of this file. */
export class OpenFolder {
  readonly store: Store;
  readonly files: BlockFiles;
  readonly reader: FolderReader;
  readonly #identity: ProcessIdentity;
  #closing: Promise<void> | null = null;

  private constructor(store: Store, dataFolder: string, identity: ProcessIdentity) {
    this.store = store;
    this.files = new BlockFiles(dataFolder);
    this.reader = new FolderReader(store, new StoredLogs(store, this.files));
    this.#identity = identity;
  }

  /** Opens a folder; null when it holds nothing yet. */
  static async open(dataFolder: string): Promise<OpenFolder | null> {
    checkDataFolder(dataFolder);
    const identity = {
      pid: process.pid,
      start: await processStart(process.pid),
      bootId: await bootId(),
      isAlive,
    };
    const store = Store.openForReading(dataFolder);
    return store === null ? null : new OpenFolder(store, dataFolder, identity);
  }

  /** Begins a new snapshot: sees what has been committed since. */
  refresh(): void {
    this.store.refresh();
  }

  /** Who executes the folder now, or null. */
  owner(): Promise<Owner | null> {
    this.refresh();
    return readOwner(this.store, this.#identity);
  }

  /** Whether an engine executes the folder, or died while it did: then running jobs are still to be taken back. */
  get hasOwnerRecord(): boolean {
    return this.store.meta('owner') !== null;
  }

  /** Idempotent. */
  close(): Promise<void> {
    if (this.#closing === null) {
      this.files.close();
      this.#closing = this.store.close();
    }
    return this.#closing;
  }
}

/** Opens a folder for the time of `work`; null goes to it when the folder holds nothing yet. */
export async function withFolder<Value>(
  dataFolder: string,
  work: (folder: OpenFolder | null) => Value | Promise<Value>,
): Promise<Value> {
  const folder = await OpenFolder.open(dataFolder);
  try {
    return await work(folder);
  } finally {
    await folder?.close();
  }
}
