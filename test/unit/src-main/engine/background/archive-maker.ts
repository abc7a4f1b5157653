/** Archives for tests: real ones of runs that were built in memory, and zips with any content at all. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { openPaths } from '../../../../../src-main/engine/background/open-paths';
import type { OpenedRun } from '../../../../../src-main/engine/background/opened-run';
import { unpackRecords } from '../../../../../src-main/engine/storage/packed-records';

/** Files of an archive by name. */
export type ArchiveContents = Record<string, Buffer>;

/** Opens paths as the thread does, into a staging folder that is removed again; answers with all that was written. */
export async function openInto(folder: string, ...paths: string[]): Promise<OpenedRun & { blocks: Buffer }> {
  const stagingFolder = await mkdtemp(path.join(folder, 'opening-'));
  try {
    const opened = await openPaths({ paths, stagingFolder, openedAt: 1 }, () => undefined);
    const blocks = await readFile(path.join(stagingFolder, 'log.blocks')).catch(() => Buffer.alloc(0));
    return { ...opened, blocks };
  } finally {
    await rm(stagingFolder, { recursive: true, force: true });
  }
}

/** What was opened as text that can be compared; the path it came from is left out. */
export function fingerprint({ records, blocks, lines, stats }: OpenedRun & { blocks: Buffer }): string {
  const hash = createHash('sha256').update(blocks);
  for (const { key, value } of unpackRecords(records)) {
    hash.update(key).update(
      Buffer.from(value)
        .toString('latin1')
        .replace(/"path":"[^"]*","at":1/, ''),
    );
  }
  return `${hash.digest('hex')} ${lines} ${JSON.stringify(stats)}`;
}

/** The files of a zip. */
export async function contentsOf(zip: Buffer): Promise<ArchiveContents> {
  const opened = await fromBufferPromise(zip, { lazyEntries: true });
  const contents: ArchiveContents = {};
  for await (const entry of opened.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await opened.openReadStreamPromise(entry)) parts.push(part as Buffer);
    contents[entry.fileName] = Buffer.concat(parts);
  }
  return contents;
}

/** A zip of these files. */
export async function zipOf(
  file: string,
  contents: ArchiveContents,
  modes: Record<string, number> = {},
): Promise<void> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(contents)) {
    zip.addBuffer(bytes, name, { ...(name in modes ? { mode: modes[name] } : {}), mtime: new Date(0) });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

/** The manifest says what the files are now: for archives that are wrong in another way. */
export function withTrueChecksums(contents: ArchiveContents): ArchiveContents {
  const manifest = JSON.parse(contents['manifest.json'].toString()) as { files: Record<string, unknown> };
  for (const name of Object.keys(manifest.files)) {
    const bytes = contents[name];
    manifest.files[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  return { ...contents, 'manifest.json': Buffer.from(JSON.stringify(manifest)) };
}
