/**
 * What an executor thread and its launcher say to each other. A frame is the length of what follows (4 bytes), its
 * kind (1), the number of the process it is about (4), and a payload; numbers are little-endian.
 */
import { constants } from 'node:os';
import type { ResourceUse } from '../../../src-shared/model';
import type { CommandWork } from './protocol';

/** Kinds of frames to the launcher. */
export const request = {
  environment: 0,
  start: 1,
  input: 2,
  endInput: 3,
  forgetOutput: 4,
  /** Its output is read by the thread from now on. */
  taken: 5,
  /** Its output is still to be read by the launcher. */
  notTaken: 6,
} as const;

/** Kinds of frames from the launcher; output, closed and offered have a pipe of their own, which may be left unread. */
export const report = {
  ready: 0,
  started: 1,
  refused: 2,
  exited: 3,
  taken: 4,
  inputClosed: 5,
  output: 6,
  closed: 7,
  /** So much output that the thread had better read it itself: a list of streams and descriptors. */
  offered: 8,
} as const;

const headBytes = 9;
const startFlags = { isOpen: 1, isMerged: 2 } as const;

/** A frame with this payload. */
export function encodeFrame(kind: number, process: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + payload.length);
  frame.writeUInt32LE(payload.length + headBytes - 4, 0);
  frame[4] = kind;
  frame.writeUInt32LE(process, 5);
  frame.set(payload, headBytes);
  return frame;
}

/** Variables as a list, each ended by a zero. */
export function encodeEnvironment(env: Readonly<Record<string, string>>): string {
  let list = '';
  for (const name in env) list += `${name}=${env[name]}\0`;
  return list;
}

/** Asks for a process; `variables` is an encoded environment that is added to the one the launcher has. */
export function encodeStart(number: number, work: CommandWork, variables: string): Buffer {
  let words = `${work.file}\0`;
  for (const word of work.args) words += `${word}\0`;
  const parts = [work.cwd, variables, words];
  const sizes = parts.map((part) => Buffer.byteLength(part));
  const frame = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, headBytes + 1));
  frame.writeUInt32LE(frame.length - 4, 0);
  frame[4] = request.start;
  frame.writeUInt32LE(number, 5);
  frame[headBytes] = (work.stdin === null ? 0 : startFlags.isOpen) | (work.merged ? startFlags.isMerged : 0);
  let at = headBytes + 1;
  parts.forEach((part, index) => {
    frame.writeUInt32LE(sizes[index], at);
    frame.write(part, at + 4);
    at += 4 + sizes[index];
  });
  return frame;
}

/** The streams and descriptors of an offer. */
export function decodeOffer(payload: Buffer): { readonly stream: 0 | 1; readonly descriptor: number }[] {
  const offered: { stream: 0 | 1; descriptor: number }[] = [];
  for (let at = 0; at < payload.length; at += 5) {
    offered.push({ stream: payload[at] === 0 ? 0 : 1, descriptor: payload.readUInt32LE(at + 1) });
  }
  return offered;
}

/** Puts frames together again from what a pipe gives. */
export class FrameReader {
  readonly #take: (kind: number, process: number, payload: Buffer) => void;
  #rest: Buffer | null = null;

  constructor(take: (kind: number, process: number, payload: Buffer) => void) {
    this.#take = take;
  }

  push(received: Buffer): void {
    const bytes = this.#rest === null ? received : Buffer.concat([this.#rest, received]);
    let at = 0;
    while (bytes.length - at >= headBytes) {
      const end = at + 4 + bytes.readUInt32LE(at);
      if (end > bytes.length) break;
      this.#take(bytes[at + 4], bytes.readUInt32LE(at + 5), bytes.subarray(at + headBytes, end));
      at = end;
    }
    this.#rest = at === bytes.length ? null : bytes.subarray(at);
  }
}

const signalNames = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** Exit code and signal from what the system says of a process that has ended. */
export function decodeStatus(status: number): {
  readonly exitCode: number | null;
  readonly signal: string | null;
} {
  const signal = status & 0x7f;
  if (signal === 0) return { exitCode: (status >> 8) & 0xff, signal: null };
  return { exitCode: null, signal: signalNames.get(signal) ?? `SIG${signal}` };
}

/** What a process and the descendants it waited for have used, from the report of its end. */
export function decodeUsage(payload: Buffer): ResourceUse {
  return {
    cpuMs: Number(payload.readBigUInt64LE(3)) / 1000,
    peakBytes: Number(payload.readBigUInt64LE(11)),
    isPeakBound: payload[19] === 1,
  };
}
