/**
 * The catalog: one LMDB environment that holds everything but the text of sealed log blocks. This folder is the
 * only importer of lmdb. All writes of a tick go through {@link Store.commit}, which answers when they are durable.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { RunsheetError } from '../../../src-shared/errors';
import { metaKey } from './keys';

/** Version of the records; a folder of a newer one is refused. */
const formatVersion = 1;

/** A record that is written, or removed when there is no value. */
export interface Write {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/**
 * Everything one tick writes; applied as a whole or not at all, and in order: of two writes of one record the later
 * one counts. Values must not change after they are added.
 */
export class WriteBatch {
  readonly writes: Write[] = [];

  put(key: Uint8Array, value: Uint8Array): void {
    this.writes.push({ key, value });
  }
  remove(key: Uint8Array): void {
    this.writes.push({ key, value: null });
  }
  get isEmpty(): boolean {
    return this.writes.length === 0;
  }
}

/** What readers need: the same for the engine that writes and for a command line that only looks. */
export interface ReadableStore {
  get(key: Uint8Array): Uint8Array | undefined;
  /**
   * Puts a value at the beginning of `memory`, if it fits, and answers with its length; null when there is none. For
   * those who read much and keep nothing of it: nothing is left behind for the collector of garbage.
   */
  readInto(key: Uint8Array, memory: Uint8Array): number | null;
  /** All records from `start` to before `end`, in key order, read at once (an open iterator would pin pages). */
  range(start: Uint8Array, end: Uint8Array): { key: Uint8Array; value: Uint8Array }[];
  /** Keys only, of the first `limit` records; default: of all. */
  keys(start: Uint8Array, end: Uint8Array, limit?: number): Uint8Array[];
}

/** See the head of this file. */
export class Store implements ReadableStore {
  readonly folderId: string;
  readonly #database: RootDatabase<Uint8Array, Uint8Array>;

  private constructor(database: RootDatabase<Uint8Array, Uint8Array>, folderId: string) {
    this.#database = database;
    this.folderId = folderId;
  }

  /** Opens or makes the catalog of a data folder. Throws `folder-too-new` and `folder-damaged`. */
  static open(folder: string): Store {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const database = openDatabase(folder, false);
    const format = database.get(metaKey('format'));
    if (format === undefined) {
      database.transactionSync(() => {
        // Braces and no returned promise: a promise returned from here once lost 3,000 committed records.
        if (database.get(metaKey('format')) === undefined) {
          database.putSync(metaKey('format'), Buffer.of(formatVersion));
          database.putSync(metaKey('folder-id'), Buffer.from(randomUUID()));
        }
      });
    }
    return new Store(database, readFolderId(database, folder));
  }

  /** Opens the catalog for reading; null when the folder holds none yet. Throws like {@link Store.open}. */
  static openForReading(folder: string): Store | null {
    // An empty file is one that another process is just making; lmdb crashes when it reads one.
    const file = statSync(path.join(folder, 'catalog', 'data.mdb'), { throwIfNoEntry: false });
    if (file === undefined || file.size === 0) return null;
    const database = openDatabase(folder, true);
    if (database.get(metaKey('format')) === undefined) {
      void database.close();
      return null;
    }
    return new Store(database, readFolderId(database, folder));
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#database.get(key);
  }

  readInto(key: Uint8Array, memory: Uint8Array): number | null {
    // In memory of lmdb that the next read overwrites; only its property `length` is that of the value.
    const value = this.#database.getBinaryFast(key);
    if (value === undefined) return null;
    const { length } = value;
    if (length <= memory.length) memory.set(value.subarray(0, length));
    return length;
  }

  range(start: Uint8Array, end: Uint8Array): { key: Uint8Array; value: Uint8Array }[] {
    return Array.from(this.#database.getRange({ start, end }), ({ key, value }) => ({ key, value }));
  }

  keys(start: Uint8Array, end: Uint8Array, limit?: number): Uint8Array[] {
    return Array.from(this.#database.getKeys({ start, end, limit }));
  }

  /** Sees what other processes have committed since the last read. */
  refresh(): void {
    this.#database.resetReadTxn();
  }

  /**
   * Applies the batch in one transaction and answers when it is on disk. Rejects with `disk-full` or the cause,
   * and then nothing of it has happened.
   */
  async commit(batch: WriteBatch): Promise<void> {
    if (batch.isEmpty) return;
    const writes = new Set<Promise<boolean>>();
    const done = this.#database.batch(() => {
      for (const { key, value } of batch.writes) {
        writes.add(value === null ? this.#database.remove(key) : this.#database.put(key, value));
      }
    });
    // A failing transaction rejects all of its promises (mostly one and the same); each has to be handled.
    const results = await Promise.allSettled([done, ...writes]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw await asStorageError(failed.reason);
    await this.#database.flushed;
  }

  /**
   * Replaces a meta record if it still is what the caller has seen; one winner among all processes. `next` null
   * removes it.
   */
  compareAndSwap(name: string, seen: string | null, next: string | null): boolean {
    const recordKey = metaKey(name);
    let swapped = false;
    this.#database.transactionSync(() => {
      const current = this.#database.get(recordKey);
      const text = current === undefined ? null : Buffer.from(current).toString();
      if (text !== seen) return;
      if (next === null) this.#database.removeSync(recordKey);
      else this.#database.putSync(recordKey, Buffer.from(next));
      swapped = true;
    });
    return swapped;
  }

  /** A meta record as text, or null. */
  meta(name: string): string | null {
    const value = this.#database.get(metaKey(name));
    return value === undefined ? null : Buffer.from(value).toString();
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

/** First bytes of an LMDB page that holds the environment's meta data, and where they stand in it. */
const metaMagic = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
const metaMagicOffset = 24;
const pageSize = 8192;

/** lmdb ends the whole process when it is given a file that is none of its own, so that is looked at before. */
function refuseForeignFile(folder: string): void {
  const file = path.join(folder, 'catalog', 'data.mdb');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const descriptor = openSync(file, 'r');
  try {
    for (const page of [0, 1]) {
      const found = Buffer.alloc(metaMagic.length);
      readSync(descriptor, found, 0, found.length, page * pageSize + metaMagicOffset);
      if (found.equals(metaMagic)) continue;
      throw new RunsheetError('folder-damaged', `The catalog of the data folder ${folder} is damaged.`, {
        hint: 'Choose another folder with --data, or put a copy of this one back from a backup.',
      });
    }
  } finally {
    closeSync(descriptor);
  }
}

function openDatabase(folder: string, readOnly: boolean): RootDatabase<Uint8Array, Uint8Array> {
  refuseForeignFile(folder);
  try {
    return open<Uint8Array, Uint8Array>({
      path: path.join(folder, 'catalog'),
      readOnly,
      encoding: 'binary',
      keyEncoding: 'binary',
      // Machines differ in their page size; the file must not. 8 KiB keeps a state page of 2 KiB inline.
      pageSize,
      // A promise resolves when its transaction is on disk, not merely visible: "durable" must mean it.
      overlappingSync: false,
      maxReaders: 512,
    });
  } catch (cause) {
    throw new RunsheetError(
      'folder-damaged',
      `The data folder ${folder} cannot be opened: ${messageOf(cause)}.`,
      {
        hint: 'Choose another folder with --data, or put a copy of this one back from a backup.',
        cause,
      },
    );
  }
}

function readFolderId(database: RootDatabase<Uint8Array, Uint8Array>, folder: string): string {
  const format = database.get(metaKey('format'))?.[0] ?? 0;
  if (format > formatVersion) {
    void database.close();
    throw new RunsheetError(
      'folder-too-new',
      `The data folder ${folder} was written by a newer version of Runsheet (format ${format}, this one knows ${formatVersion}).`,
      { hint: 'Install the newer version, or choose another folder with --data.' },
    );
  }
  return Buffer.from(database.get(metaKey('folder-id')) ?? []).toString();
}

/** A full disk is told apart from everything else, because it goes away by itself. */
export async function asStorageError(cause: unknown): Promise<RunsheetError> {
  const reason = await reasonOf(cause);
  const message = messageOf(reason);
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : '';
  // 28 and 122 are ENOSPC and EDQUOT, as lmdb gives them; EIO is what a write that only half fits ends with.
  if (
    /ENOSPC|No space left|MDB_MAP_FULL|EDQUOT|EIO|Input\/output/i.test(`${code} ${message}`) ||
    /^(28|122|5)$/.test(code)
  ) {
    return new RunsheetError('disk-full', 'The disk is full.', {
      hint: 'Free some space to go on.',
      cause: reason,
    });
  }
  return new RunsheetError('internal', `The data folder cannot be written: ${message}`, { cause: reason });
}

/** lmdb only says "Commit failed"; why stands in a promise that its error carries, and that rejects with it. */
async function reasonOf(cause: unknown): Promise<unknown> {
  if (!(cause instanceof Error) || !('commitError' in cause)) return cause;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      Promise.resolve(cause.commitError).then(
        () => cause,
        (reason: unknown) => reason,
      ),
      new Promise((resolve) => {
        timer = setTimeout(() => {
          resolve(cause);
        }, 1000);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
