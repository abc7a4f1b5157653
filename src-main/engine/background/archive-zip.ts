/**
 * The zip of an archive as it is read: only the files that belong into one, each with the size it says, and nothing
 * that points anywhere else. Every problem is a sentence without its end; `open-archive.ts` makes the whole of it.
 */
import { createHash, type Hash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { archiveFiles, manifestBytesMax, manifestFile, type ArchiveFile } from './archive-layout';
import { ratioMatters, ratioMax } from './archive-limits';

const known: readonly string[] = [...archiveFiles, manifestFile];
/** The kind of a file in the upper half of its attributes, and that of a plain file. */
const kindMask = 0xf000;
const plainFile = 0x8000;

/** Told of unpacked bytes as they are read. */
export type BytesRead = (bytes: number) => void;

/** See the head of this file. */
export class ArchiveZip {
  /** Bytes of all files once they are unpacked, as the zip says. */
  readonly unpackedBytes: number;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
    this.unpackedBytes = [...entries.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  }

  static async open(file: string): Promise<ArchiveZip> {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    try {
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (!known.includes(entry.fileName)) {
          throw new Error(`"${short(entry.fileName)}" in it is no part of an archive`);
        }
        if (entries.has(entry.fileName)) throw new Error(`"${entry.fileName}" is in it twice`);
        const kind = (entry.externalFileAttributes >>> 16) & kindMask;
        if (kind !== 0 && kind !== plainFile)
          throw new Error(`"${entry.fileName}" in it is no file but a link`);
        if (entry.isEncrypted()) throw new Error(`"${entry.fileName}" in it is encrypted`);
        entries.set(entry.fileName, entry);
      }
      const missing = known.find((name) => !entries.has(name));
      if (missing !== undefined) throw new Error(`"${missing}" is missing in it`);
      const opened = new ArchiveZip(zip, entries);
      opened.#refuseBomb(statSync(file).size);
      return opened;
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  /** The text of the manifest. */
  async manifest(): Promise<string> {
    const entry = this.#entry(manifestFile);
    if (entry.uncompressedSize > manifestBytesMax) throw new Error(`its ${manifestFile} is too large`);
    const parts: Buffer[] = [];
    for await (const part of await this.#zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    if (crc32(bytes) !== entry.crc32) throw new Error(`its ${manifestFile} is damaged`);
    return bytes.toString();
  }

  /** A file whose size and checksum the manifest says. */
  async file(
    name: ArchiveFile,
    told: { bytes: number; sha256: string },
    read: BytesRead,
  ): Promise<ArchiveBytes> {
    const entry = this.#entry(name);
    if (entry.uncompressedSize !== told.bytes) throw new Error(`its ${name} has another size than it says`);
    return new ArchiveBytes(name, await this.#zip.openReadStreamPromise(entry), told, read);
  }

  close(): void {
    this.#zip.close();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new Error(`"${name}" is missing in it`);
    return entry;
  }

  #refuseBomb(fileBytes: number): void {
    const packed = [...this.#entries.values()].reduce((sum, entry) => sum + entry.compressedSize, 0);
    if (packed > fileBytes) throw new Error('its files overlap');
    if (ratioMatters(this.unpackedBytes) && this.unpackedBytes / fileBytes > ratioMax) {
      throw new Error(
        `it would become ${Math.floor(this.unpackedBytes / fileBytes)} times as large, which no log does`,
      );
    }
  }
}

/** The bytes of one file as they come; its size and checksum are looked at when it has ended. */
export class ArchiveBytes {
  readonly #name: string;
  readonly #stream: Readable;
  readonly #parts: AsyncIterator<Buffer>;
  readonly #told: { readonly bytes: number; readonly sha256: string };
  readonly #read: BytesRead;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(
    name: string,
    stream: Readable,
    told: { readonly bytes: number; readonly sha256: string },
    read: BytesRead,
  ) {
    this.#name = name;
    this.#stream = stream;
    // It may fail before anybody reads it, and what it is made of only tells so: destroyed with its error, it tells
    // whoever reads it later, who would wait for ever otherwise.
    stream.on('error', (error: Error) => {
      stream.destroy(error);
    });
    this.#parts = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#told = told;
    this.#read = read;
  }

  /** The next bytes; null when the file has ended and is what the manifest says. */
  async next(): Promise<Buffer | null> {
    const { value, done } = (await this.#parts.next()) as IteratorResult<Buffer, undefined>;
    if (done !== true) {
      this.#hash.update(value);
      this.#bytes += value.length;
      this.#read(value.length);
      if (this.#bytes > this.#told.bytes) throw new Error(`its ${this.#name} has another size than it says`);
      return value;
    }
    if (this.#bytes !== this.#told.bytes || this.#hash.digest('hex') !== this.#told.sha256) {
      throw new Error(`its ${this.#name} is damaged`);
    }
    return null;
  }

  /** All of it. */
  async whole(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let part = await this.next(); part !== null; part = await this.next()) parts.push(part);
    return Buffer.concat(parts);
  }

  stop(): void {
    this.#stream.destroy();
  }
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
