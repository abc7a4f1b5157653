/**
 * Files of sealed log blocks, one a run, append-only. A block is written and flushed here first; then the
 * catalog's transaction names it. What lies beyond the last named block is dropped at the next open. Runs that
 * never fill a block have no file. A file a run, so that deleting one can give its space back at once.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writev,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isNoRoom, openDirect, pagesOf, pagesWithin, writeDirect } from './direct-writes';
import { asStorageError } from './store';

const flushFile = promisify(fdatasync);
const writePieces = promisify(writev);

/** Files kept open at once; the rest is opened again when needed. */
const openFilesMax = 64;
/** Bytes of one call from which on they are written past the system's file cache; less is no work, and read soon. */
export const directBytesMin = 1024 * 1024;

/** Name of folders in which runs are read in; nothing in them is named by the catalog. */
const stagedPrefix = 'opening-';
const removedPrefix = 'removed-';

/** Folder of everything of a run that is not in the catalog. */
export function runFolder(dataFolder: string, run: number): string {
  return path.join(dataFolder, 'runs', `r${run}`);
}

/** File of a run's sealed log blocks. */
export function blockFile(dataFolder: string, run: number): string {
  return path.join(runFolder(dataFolder, run), 'log.blocks');
}

interface OpenFile {
  readonly descriptor: number;
  /** The same file, written past the system's cache; null: that cannot be done, undefined: was not tried. */
  direct?: number | null;
  /** Grows with each use of any file. */
  usedAt: number;
}

/** See the head of this file. */
export class BlockFiles {
  readonly #dataFolder: string;
  readonly #readable = new Map<number, OpenFile>();
  readonly #writable = new Map<number, OpenFile>();
  /**
   * Runs whose file is being written or has to be flushed: their descriptor must not be closed, its number would be used
   * again, and an error that the system tells with the flush would be lost.
   */
  readonly #unflushed = new Set<number>();
  readonly #removals = new Set<Promise<void>>();
  #uses = 0;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** Cuts the file at `bytes`: what a dead engine wrote and never named. */
  truncate(run: number, bytes: number): void {
    const file = this.#path(run);
    if (!existsSync(file)) return;
    const descriptor = openSync(file, 'r+');
    try {
      ftruncateSync(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
  }

  /**
   * Writes the pieces at `offset`; they are durable after {@link flush}. Writing the same offset again after a failure
   * is fine: the catalog has not named it.
   */
  async write(run: number, offset: number, pieces: readonly Uint8Array[]): Promise<void> {
    this.#unflushed.add(run);
    await this.#withFile(run, async (file) => {
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const pages = bytes < directBytesMin ? null : pagesOf(pieces, offset);
      const direct = pages === null || pages.length === 0 ? null : this.#direct(run, file);
      if (pages === null || direct === null) {
        await writeCached(file.descriptor, pieces, offset);
        return;
      }
      // Pages that are not filled by it go through the cache, this time and the next: so none goes both ways.
      const { first, last } = pagesWithin(pieces, offset);
      try {
        await writeDirect(direct, pages);
      } catch (error) {
        // What is wrong, if it is more than this way, is told by the other one; with room on the disk it is tried again.
        file.direct = isNoRoom(error) ? undefined : null;
        closeSync(direct);
        await writeCached(
          file.descriptor,
          piecesUpTo(piecesFrom(pieces, first - offset), last - first),
          first,
        );
      }
      await writeCached(file.descriptor, piecesUpTo(pieces, first - offset), offset);
      await writeCached(file.descriptor, piecesFrom(pieces, last - offset), last);
    });
  }

  /** Resolves when what was written is durable. */
  async flush(run: number): Promise<void> {
    await this.#withFile(run, ({ descriptor }) => flushFile(descriptor));
    this.#unflushed.delete(run);
  }

  /** Reads `length` bytes from `offset` into memory of their own. */
  read(run: number, offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.readInto(run, offset, bytes);
    return bytes;
  }

  /** Fills `bytes` with what lies from `offset` on. */
  readInto(run: number, offset: number, bytes: Uint8Array): void {
    const { descriptor } = this.#open(run, this.#readable, 'r');
    const { length } = bytes;
    let read = 0;
    while (read < length) {
      const count = readSync(descriptor, bytes, read, length - read, offset + read);
      if (count === 0) throw new Error(`The log file of r${run} ends before byte ${offset + length}.`);
      read += count;
    }
  }

  /** Closes the writable file of a run that has ended. */
  release(run: number): void {
    closeOne(this.#writable, run);
  }

  /** Deletes everything of a run that is not in the catalog: it is out of the way at once, and gone a little later. */
  remove(run: number): void {
    closeOne(this.#readable, run);
    closeOne(this.#writable, run);
    this.#unflushed.delete(run);
    const folder = runFolder(this.#dataFolder, run);
    if (!existsSync(folder)) return;
    const removed = path.join(path.dirname(folder), `${removedPrefix}${randomUUID()}`);
    renameSync(folder, removed);
    // To give a gigabyte back takes a while, and nobody has to wait for it.
    const removal = rm(removed, { recursive: true, force: true })
      .catch(() => undefined)
      .then(() => {
        this.#removals.delete(removal);
      });
    this.#removals.add(removal);
  }

  /** Resolves when the space of all that was removed is given back. */
  async removalsDone(): Promise<void> {
    await Promise.all(this.#removals);
  }

  /** The file of a run's sealed blocks; there is none when it has none. */
  pathOf(run: number): string {
    return this.#path(run);
  }

  /** Bytes of a run's file of sealed blocks, 0 when it has none. */
  sizeOf(run: number): number {
    return statSync(this.#path(run), { throwIfNoEntry: false })?.size ?? 0;
  }

  /** A new empty folder for a run that is read in. */
  stage(): string {
    const folder = path.join(this.#dataFolder, 'runs', `${stagedPrefix}${randomUUID()}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** What was written into a staged folder is that of a run; what a dead engine left in its place goes. */
  adopt(stagedFolder: string, run: number): void {
    this.remove(run);
    renameSync(stagedFolder, runFolder(this.#dataFolder, run));
  }

  /** Deletes what is left of runs that are not in the catalog: an engine died before it could. */
  removeStrays(runs: ReadonlySet<number>): void {
    const folder = path.dirname(runFolder(this.#dataFolder, 0));
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      const run = /^r(\d+)$/.exec(name)?.[1];
      if (run !== undefined && !runs.has(Number(run))) this.remove(Number(run));
      if (name.startsWith(stagedPrefix) || name.startsWith(removedPrefix))
        rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }

  close(): void {
    for (const run of [...this.#readable.keys()]) closeOne(this.#readable, run);
    for (const run of [...this.#writable.keys()]) closeOne(this.#writable, run);
  }

  #path(run: number): string {
    return blockFile(this.#dataFolder, run);
  }

  async #withFile(run: number, work: (file: OpenFile) => Promise<void>): Promise<void> {
    try {
      await work(this.#open(run, this.#writable, 'a'));
    } catch (cause) {
      throw await asStorageError(cause);
    }
  }

  #direct(run: number, file: OpenFile): number | null {
    if (file.direct === undefined) file.direct = openDirect(this.#path(run));
    return file.direct;
  }

  #open(run: number, files: Map<number, OpenFile>, mode: 'a' | 'r'): OpenFile {
    const known = files.get(run);
    if (known !== undefined) {
      known.usedAt = ++this.#uses;
      return known;
    }
    if (files.size >= openFilesMax) this.#closeOldest(files);
    const file = this.#path(run);
    if (mode === 'a') mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    // Not the append flag: it would ignore the offset, and a second try would write behind the first.
    const descriptor = openSync(file, mode === 'r' ? 'r' : existsSync(file) ? 'r+' : 'w', 0o600);
    const opened: OpenFile = { descriptor, usedAt: ++this.#uses };
    files.set(run, opened);
    return opened;
  }

  /** Closes files until there is room for one more; not those with something to flush, however many they are. */
  #closeOldest(files: Map<number, OpenFile>): void {
    const oldestFirst = [...files].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [run] of oldestFirst) {
      if (files.size < openFilesMax) return;
      if (files === this.#readable || !this.#unflushed.has(run)) closeOne(files, run);
    }
  }
}

async function writeCached(descriptor: number, pieces: readonly Uint8Array[], offset: number): Promise<void> {
  let at = offset;
  let rest = pieces;
  while (rest.length > 0) {
    const { bytesWritten } = await writePieces(descriptor, rest, at);
    at += bytesWritten;
    rest = piecesFrom(rest, bytesWritten);
  }
}

/** The first `bytes` bytes of the pieces. */
function piecesUpTo(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  const taken: Uint8Array[] = [];
  let rest = bytes;
  for (const piece of pieces) {
    if (rest === 0) break;
    const part = piece.subarray(0, rest);
    taken.push(part);
    rest -= part.length;
  }
  return taken;
}

/** What is left of the pieces behind their first `bytes` bytes. */
function piecesFrom(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skipped = 0;
  let at = 0;
  while (at < pieces.length && skipped + pieces[at].length <= bytes) skipped += pieces[at++].length;
  const rest = pieces.slice(at);
  if (skipped < bytes) rest[0] = rest[0].subarray(bytes - skipped);
  return rest;
}

function closeOne(files: Map<number, OpenFile>, run: number): void {
  const file = files.get(run);
  if (file === undefined) return;
  files.delete(run);
  closeSync(file.descriptor);
  if (typeof file.direct === 'number') closeSync(file.direct);
}
