/**
 * Writes past the system's file cache, where the system can do that. What a noisy job says is hardly ever read soon,
 * and a copy of it in the cache costs more than the disk does: memory has to be found for each page, and a flush has
 * to look for them all again.
 */
import { constants, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { isBlockMemory, pageBytes } from '../logs/block-memory';

const writeAt = promisify(write);

/** Only Linux has it. */
const directFlag = (constants as { readonly O_DIRECT?: number }).O_DIRECT ?? 0;

/** Whole pages of a file, in memory that begins at a page. */
export interface Pages {
  readonly memory: Uint8Array;
  readonly offset: number;
}

/** Opens a file that is there; null where the system or the disk's format cannot do it. */
export function openDirect(file: string): number | null {
  if (directFlag === 0) return null;
  try {
    return openSync(file, constants.O_WRONLY | directFlag);
  } catch {
    return null;
  }
}

/**
 * All pages that the pieces fill from `offset` in a file on, where they lie; null when they do not lie as
 * `block-memory.ts` lays them. A page that begins in one piece of memory and goes on in another is put together in the
 * second one, in front of what lies there.
 */
export function pagesOf(pieces: readonly Uint8Array[], offset: number): Pages[] | null {
  const { first, last } = pagesWithin(pieces, offset);
  const all: Pages[] = [];
  let at = offset;
  let before: Uint8Array | null = null;
  for (const piece of joined(pieces)) {
    if (!isBlockMemory(piece) || piece.byteOffset % pageBytes !== at % pageBytes) return null;
    // The page that the piece before has begun.
    const begun = at - Math.max(first, at - (at % pageBytes));
    let from = at - begun;
    if (begun > 0 && before !== null) {
      if (before.length < begun) return null;
      behind(piece, -begun, begun).set(before.subarray(before.length - begun));
    } else from = Math.max(first, at);
    const end = at + piece.length;
    const to = Math.min(last, end - (end % pageBytes));
    if (to > from) all.push({ memory: behind(piece, from - at, to - from), offset: from });
    at = end;
    before = piece;
  }
  return all;
}

/** Where in the file the pages begin and end that the pieces fill. */
export function pagesWithin(
  pieces: readonly Uint8Array[],
  offset: number,
): { readonly first: number; readonly last: number } {
  const end = pieces.reduce((sum, piece) => sum + piece.length, offset);
  const first = Math.ceil(offset / pageBytes) * pageBytes;
  return { first, last: Math.max(first, Math.floor(end / pageBytes) * pageBytes) };
}

/** Whether a write has failed because there is no room on the disk: later there may be some. */
export function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Writes pages. Fails as the system does, and where it writes less than asked for, as on a disk that is filling up; but
 * not before all is over.
 */
export async function writeDirect(descriptor: number, pages: readonly Pages[]): Promise<void> {
  const written = await Promise.allSettled(
    pages.map(async ({ memory, offset }) => {
      const { bytesWritten } = await writeAt(descriptor, memory, 0, memory.length, offset);
      if (bytesWritten === memory.length) return;
      const text = `Only ${bytesWritten} of ${memory.length} bytes were written.`;
      throw Object.assign(new Error(text), { code: 'ENOSPC' });
    }),
  );
  const problems = written.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (problems.length > 0) throw problems.find(isNoRoom) ?? problems[0];
}

/** Pieces that lie behind each other as one. */
function joined(pieces: readonly Uint8Array[]): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset)
      all[all.length - 1] = behind(last, 0, last.length + piece.length);
    else all.push(piece);
  }
  return all;
}

/** Bytes of the same memory, from `by` behind the beginning of the piece on. */
function behind(piece: Uint8Array, by: number, bytes: number): Uint8Array {
  return new Uint8Array(piece.buffer, piece.byteOffset + by, bytes);
}
