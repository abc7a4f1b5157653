/**
 * A run's log as a thread reads it that has no catalog: where its sealed blocks lie in the file, and the chunks of
 * its head. What is in a plan never changes, so a plan is a snapshot whatever the run goes on to write.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { decodeBlock, type Block } from '../logs/block';

/** See the head of this file. */
export interface LogPlan {
  readonly run: number;
  /** The run's file of sealed blocks; not read when there are none. */
  readonly file: string;
  /** Where each sealed block begins in the file, and its bytes there. */
  readonly offset: Float64Array;
  readonly bytes: Uint32Array;
  /** Encoded chunks of the head, in order. */
  readonly chunks: readonly Uint8Array[];
  /** Lines of all of them. */
  readonly lines: number;
}

/** The blocks and chunks of a plan in order. The file is open while it is read, and closed whatever ends that. */
export function* blocksOf(plan: LogPlan): Generator<Block> {
  if (plan.offset.length > 0) {
    const descriptor = openSync(plan.file, 'r');
    try {
      for (let at = 0; at < plan.offset.length; at++) {
        yield decodeBlock(readAt(descriptor, plan.offset[at], plan.bytes[at], plan.file));
      }
    } finally {
      closeSync(descriptor);
    }
  }
  for (const chunk of plan.chunks) yield decodeBlock(chunk);
}

function readAt(descriptor: number, offset: number, length: number, file: string): Uint8Array {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, bytes, read, length - read, offset + read);
    if (count === 0) throw new Error(`The log file ${file} ends before byte ${offset + length}.`);
    read += count;
  }
  return bytes;
}
