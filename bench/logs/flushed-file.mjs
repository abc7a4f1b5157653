// @ts-check
/** Child process, a peer: the same bytes written to a file in pieces of the size of a tick, each flushed to the disk. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer } from '../harness/in-child.mjs';

/** What a tick of the engine merges at most. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * @param {{ files: string[], lines: number }} input
 * @returns {{ rate: number }} lines a second
 */
function measure({ files, lines }) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-flushed-'));
  try {
    const bytes = Buffer.concat(files.map((file) => readFileSync(file)));
    const startedAt = performance.now();
    const file = openSync(join(folder, 'lines'), 'w');
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      writeSync(file, bytes, from, Math.min(pieceBytes, bytes.length - from));
      fdatasyncSync(file);
    }
    closeSync(file);
    return { rate: (lines / (performance.now() - startedAt)) * 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await answer(async (/** @type {{ files: string[], lines: number }} */ input) => measure(input));
