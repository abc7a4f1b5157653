/**
 * Writes past the system's file cache, where the system can do that. What a noisy job says is hardly ever read soon,
 * and a copy of it in the cache costs more than the disk does: memory has to be found for each page, and a flush has
 * to look for them all again.
 */
import { constants, openSync, write } from 'node:fs';
import { promisify } from 'node:util';

const writeAt = promisify(write);

/** What is written past the cache begins and ends at multiples of this, in the file and in memory, in bytes. */
export const pageBytes = 4096;
/** Bytes that the system gets at once: as much as is copied without anybody having to wait for it. */
const portionBytes = 4 * 1024 * 1024;
const webAssemblyPageBytes = 65_536;
/** Pieces of memory that are kept. */
const spareMax = 4;
/** Only Linux has it. */
const directFlag = (constants as { readonly O_DIRECT?: number }).O_DIRECT ?? 0;

/** Memory that begins at a page: of all memory that a script can get, that of WebAssembly does. */
const spare: Buffer[] = [];

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
 * Writes pieces that are whole pages together, from `offset` on, which is a multiple of {@link pageBytes}. Fails as the
 * system does, and where it writes less than asked for.
 */
export async function writeDirect(
  descriptor: number,
  pieces: readonly Uint8Array[],
  offset: number,
): Promise<void> {
  const memory = spare.pop() ?? newMemory();
  try {
    let filled = 0;
    let at = offset;
    for (const piece of pieces) {
      for (let from = 0; from < piece.length;) {
        const part = piece.subarray(from, from + portionBytes - filled);
        memory.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled < portionBytes) continue;
        await writePortion(descriptor, memory, at);
        at += filled;
        filled = 0;
      }
    }
    if (filled > 0) await writePortion(descriptor, memory.subarray(0, filled), at);
  } finally {
    if (spare.length < spareMax) spare.push(memory);
  }
}

async function writePortion(descriptor: number, portion: Uint8Array, offset: number): Promise<void> {
  const { bytesWritten } = await writeAt(descriptor, portion, 0, portion.length, offset);
  if (bytesWritten < portion.length)
    throw new Error(`Only ${bytesWritten} of ${portion.length} bytes were written.`);
}

function newMemory(): Buffer {
  const pages = portionBytes / webAssemblyPageBytes;
  return Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer);
}
