/**
 * The changing part of every node of one run, as fixed-width records in one growable buffer. A node's number is
 * its position; a parent's number is always smaller than its children's. Persisted in pages of
 * {@link nodesPerPage} records, so that jobs which run near each other share a write, and an old run's tree of
 * 100,000 jobs is read back with some thousand reads and no decoding.
 */
import { jobStatuses, nodeKinds, type JobStatus, type NodeKind } from '../../../src-shared/model';

/** Records in a persisted page. */
export const nodesPerPage = 32;
/** Bytes of a record. */
const nodeBytes = 64;
/** Bytes of a persisted page. */
const pageBytes = nodesPerPage * nodeBytes;

/** Types of work by number; position 0 is for containers, `log_file` for logs that others wrote. */
export const workTypes = ['', 'command', 'script', 'test_job_generator', 'log_file'] as const;
export type WorkType = (typeof workTypes)[number];

/** Bits of a node's flags. */
export const nodeFlags = {
  /** A step whose jobs have all been enqueued. */
  expanded: 1,
  /** A run that was stopped and waits to be continued. */
  held: 2,
  /** A cancel was asked for. */
  cancelRequested: 4,
  /** The job's attempt died with an engine once; a second time it fails. */
  interrupted: 8,
  /** Ended `completed` although failures were tolerated. */
  tolerated: 16,
  /** A failure that is not tolerated happened in this run: what is pending has been cancelled. */
  failing: 32,
  /** A step that runs whatever happened before it. */
  alwaysRun: 64,
  /** A run of which nothing new starts; what runs goes on. */
  paused: 128,
} as const;

/** Bits of a job's flags; they share the byte with those of {@link nodeFlags} that only containers have. */
export const jobFlags = {
  /** Sent round while its attempt was being cancelled: pending again when that has ended. */
  goesRound: 1,
  /** Taken off the dead letter shelf. */
  cleared: 2,
  /** A person sent it round again: it may go on although its run is failing. */
  retried: 32,
  /** Pending, but an executor may start it at any moment, or has (standbys.ts). */
  standsBy: 64,
} as const;

/** Reasons that are common enough to be a number instead of a text of their own. */
export const reasonTexts = [
  null,
  'cancelled on request',
  'run cancelled',
  'step cancelled',
  'stopped',
  'interrupted',
  'interrupted twice',
  'timed out',
  'no items',
  'another job failed',
  'parent job cancelled',
  'fatal failure',
  'too many failures',
  'step timed out',
  'dependency failed',
  'paused',
  'same key',
] as const;
export type ReasonText = (typeof reasonTexts)[number];

const noExitCode = -0x80000000;
const noIndex = 0xffffffff;

/* Offsets in a record, in units of the view that reads them. */
const parent32 = 0;
const kind8 = 4;
const type8 = 5;
const status8 = 6;
const reason8 = 7;
const attempt16 = 4;
const step16 = 5;
const exitCode32 = 3;
const createdAt64 = 2;
const startedAt64 = 3;
const endedAt64 = 4;
const lines32 = 10;
const index32 = 11;
const enqueueSequence64 = 6;
const signal8 = 56;
const flags8 = 57;
const depth16 = 29;
/** Of containers the executed time; jobs have the uncounted attempts and the slot in its place. */
const executedMs32 = 15;
const uncounted16 = 30;
const slot16 = 31;

/** What a new node begins with. */
export interface NewNode {
  readonly parent: number;
  readonly kind: NodeKind;
  readonly type: WorkType;
  /** Number of the step's node; 0 when the job belongs to no step. */
  readonly step: number;
  readonly createdAt: number;
  /** Position among the items of the step's `for_each`, or null. */
  readonly index: number | null;
  readonly enqueueSequence: number;
  /** Depth of a generator's child below the step, 0 for the step's own jobs. */
  readonly spawnDepth: number;
  readonly flags: number;
}

/** See the head of this file. Times are milliseconds since the epoch; 0 stands for "not yet". */
export class NodeTable {
  length = 0;
  #bytes = new Uint8Array(pageBytes);
  #u16 = new Uint16Array(this.#bytes.buffer);
  #u32 = new Uint32Array(this.#bytes.buffer);
  #i32 = new Int32Array(this.#bytes.buffer);
  #f64 = new Float64Array(this.#bytes.buffer);

  /** Appends a node as `pending` and returns its number. */
  add(node: NewNode): number {
    const n = this.length;
    this.#reserve(n + 1);
    this.length = n + 1;
    this.#u32[n * 16 + parent32] = node.parent;
    this.#bytes[n * 64 + kind8] = nodeKinds.indexOf(node.kind);
    this.#bytes[n * 64 + type8] = workTypes.indexOf(node.type);
    this.#u16[n * 32 + step16] = node.step;
    this.#i32[n * 16 + exitCode32] = noExitCode;
    this.#f64[n * 8 + createdAt64] = node.createdAt;
    this.#u32[n * 16 + index32] = node.index ?? noIndex;
    this.#f64[n * 8 + enqueueSequence64] = node.enqueueSequence;
    this.#u16[n * 32 + depth16] = node.spawnDepth;
    this.#bytes[n * 64 + flags8] = node.flags;
    return n;
  }

  parent(n: number): number {
    return this.#u32[n * 16 + parent32];
  }
  kind(n: number): NodeKind {
    return nodeKinds[this.#bytes[n * 64 + kind8]];
  }
  isJob(n: number): boolean {
    return this.#bytes[n * 64 + kind8] === 2;
  }
  type(n: number): WorkType {
    return workTypes[this.#bytes[n * 64 + type8]];
  }
  step(n: number): number {
    return this.#u16[n * 32 + step16];
  }
  createdAt(n: number): number {
    return this.#f64[n * 8 + createdAt64];
  }
  index(n: number): number | null {
    const index = this.#u32[n * 16 + index32];
    return index === noIndex ? null : index;
  }
  spawnDepth(n: number): number {
    return this.#u16[n * 32 + depth16];
  }

  enqueueSequence(n: number): number {
    return this.#f64[n * 8 + enqueueSequence64];
  }

  setEnqueueSequence(n: number, sequence: number): void {
    this.#f64[n * 8 + enqueueSequence64] = sequence;
  }

  status(n: number): JobStatus {
    return jobStatuses[this.#bytes[n * 64 + status8]];
  }
  setStatus(n: number, status: JobStatus): void {
    this.#bytes[n * 64 + status8] = jobStatuses.indexOf(status);
  }

  reason(n: number): ReasonText {
    return reasonTexts[this.#bytes[n * 64 + reason8]] ?? null;
  }
  setReason(n: number, reason: ReasonText): void {
    this.#bytes[n * 64 + reason8] = reasonTexts.indexOf(reason);
  }

  attempt(n: number): number {
    return this.#u16[n * 32 + attempt16];
  }
  setAttempt(n: number, attempt: number): void {
    this.#u16[n * 32 + attempt16] = attempt;
  }

  exitCode(n: number): number | null {
    const code = this.#i32[n * 16 + exitCode32];
    // Windows has exit codes up to 2^32; they come back as they were given.
    return code === noExitCode ? null : code < 0 ? code >>> 0 : code;
  }
  setExitCode(n: number, code: number | null): void {
    this.#i32[n * 16 + exitCode32] = code ?? noExitCode;
  }

  /** Number of the signal that ended the attempt, 0 for none. */
  signal(n: number): number {
    return this.#bytes[n * 64 + signal8];
  }
  setSignal(n: number, signal: number): void {
    this.#bytes[n * 64 + signal8] = signal;
  }

  startedAt(n: number): number {
    return this.#f64[n * 8 + startedAt64];
  }
  setStartedAt(n: number, time: number): void {
    this.#f64[n * 8 + startedAt64] = time;
  }
  endedAt(n: number): number {
    return this.#f64[n * 8 + endedAt64];
  }
  setEndedAt(n: number, time: number): void {
    this.#f64[n * 8 + endedAt64] = time;
  }

  /** Time that a run or step with a timeout was allowed to execute, in milliseconds; jobs have no such time. */
  executedMs(n: number): number {
    return this.#u32[n * 16 + executedMs32];
  }
  setExecutedMs(n: number, ms: number): void {
    this.#u32[n * 16 + executedMs32] = ms;
  }

  /** Attempts of a job that do not count against its retries: interrupted ones, and those before it was sent round. */
  uncountedAttempts(n: number): number {
    return this.#u16[n * 32 + uncounted16];
  }
  setUncountedAttempts(n: number, attempts: number): void {
    this.#u16[n * 32 + uncounted16] = attempts;
  }

  /** Slot that a job's latest attempt had, from 1; 0 when it is not known. Containers have none. */
  slot(n: number): number {
    return this.#u16[n * 32 + slot16];
  }
  setSlot(n: number, slot: number): void {
    this.#u16[n * 32 + slot16] = slot;
  }

  /** Lines of the node itself, without its descendants'. */
  ownLines(n: number): number {
    return this.#u32[n * 16 + lines32];
  }
  setOwnLines(n: number, lines: number): void {
    this.#u32[n * 16 + lines32] = lines;
  }

  hasFlag(n: number, flag: number): boolean {
    return (this.#bytes[n * 64 + flags8] & flag) !== 0;
  }
  setFlag(n: number, flag: number, on: boolean): void {
    const flags = this.#bytes[n * 64 + flags8];
    this.#bytes[n * 64 + flags8] = on ? flags | flag : flags & ~flag;
  }

  /** A copy of page `page`, cut at the last node; a copy because lmdb reads it after the call has returned. */
  pageCopy(page: number): Uint8Array {
    const end = Math.min((page + 1) * pageBytes, this.length * nodeBytes);
    return this.#bytes.slice(page * pageBytes, end);
  }

  /** Puts a persisted page back; pages come in order. */
  loadPage(page: number, bytes: Uint8Array): void {
    const nodes = page * nodesPerPage + bytes.length / nodeBytes;
    this.#reserve(nodes);
    this.#bytes.set(bytes, page * pageBytes);
    this.length = Math.max(this.length, nodes);
  }

  #reserve(nodes: number): void {
    const needed = nodes * nodeBytes;
    if (needed <= this.#bytes.length) return;
    let size = this.#bytes.length;
    while (size < needed) size *= 2;
    const bytes = new Uint8Array(size);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#u16 = new Uint16Array(bytes.buffer);
    this.#u32 = new Uint32Array(bytes.buffer);
    this.#i32 = new Int32Array(bytes.buffer);
    this.#f64 = new Float64Array(bytes.buffer);
  }
}
