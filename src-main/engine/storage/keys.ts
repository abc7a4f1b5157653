/**
 * Keys of all records: one byte that names the kind, then big-endian numbers, so that byte order is the order we
 * read in. Every record of a run begins with the kind and the run's number: a run is found, and deleted, by ranges.
 *
 * | kind | key | value |
 * | --- | --- | --- |
 * | 01 meta | name | format, folder id, owner |
 * | 02 folder | number | 0 revision and numbers, 1 counters of the whole folder, 2 limits and pauses, 3 retention |
 * | 10 run | run | what was asked for: definition, path, parameters |
 * | 11 summary | run | the row of the run in the list: status, times, counters |
 * | 12 active | run | present while the run has not ended |
 * | 20 state page | run, page | 32 node records (jobs/node-table.ts) |
 * | 21 text page | run, page | names and items of 32 nodes |
 * | 22 counts | run, node | counters of a container |
 * | 23 note | run, node | reason and error in words |
 * | 24 attempt | run, node, attempt | an attempt that was followed by another |
 * | 25 process | run, node | leader of a running command |
 * | 26 work | run, node | what a spawned job runs |
 * | 27 dead | run, node | present while the job is on the dead letter shelf |
 * | 28 dependant | run, dependant run | the second waits for something in the first, or was cancelled because of it |
 * | 29 usage | run, node, attempt | processor time and peak memory of an attempt |
 * | 30 block | run, block | index record of a sealed block of log lines |
 * | 31 chunk | run, first sequence | lines of the head block, one record a commit |
 * | 32 span | run, span | index record of 64 sealed blocks |
 * | 40 library | – | watched folders; whether all schedules are paused |
 * | 41 schedule | number of the definition | how far its due times have been looked at |
 * | 42 due | number, due time | what became of a due time |
 * | 43 durations | id of the definition | how long the jobs of each step took in its latest completed run |
 */
export const kinds = {
  meta: 0x01,
  folder: 0x02,
  run: 0x10,
  summary: 0x11,
  active: 0x12,
  statePage: 0x20,
  textPage: 0x21,
  counts: 0x22,
  note: 0x23,
  attempt: 0x24,
  process: 0x25,
  work: 0x26,
  dead: 0x27,
  dependant: 0x28,
  usage: 0x29,
  block: 0x30,
  chunk: 0x31,
  span: 0x32,
  library: 0x40,
  schedule: 0x41,
  due: 0x42,
  durations: 0x43,
} as const;

/** Kinds of the records that belong to one run, which is the first number of their keys. */
export const runKinds: readonly number[] = [
  kinds.run,
  kinds.summary,
  kinds.active,
  kinds.statePage,
  kinds.textPage,
  kinds.counts,
  kinds.note,
  kinds.attempt,
  kinds.process,
  kinds.work,
  kinds.dead,
  kinds.dependant,
  kinds.usage,
  kinds.block,
  kinds.chunk,
  kinds.span,
];

/** A key made of its kind and up to three whole numbers below 2^32. */
export function key(kind: number, first?: number, second?: number, third?: number): Uint8Array {
  const parts = third !== undefined ? 3 : second !== undefined ? 2 : first !== undefined ? 1 : 0;
  const bytes = Buffer.allocUnsafe(1 + parts * 4);
  bytes[0] = kind;
  if (first !== undefined) bytes.writeUInt32BE(first, 1);
  if (second !== undefined) bytes.writeUInt32BE(second, 5);
  if (third !== undefined) bytes.writeUInt32BE(third, 9);
  return bytes;
}

/** The key of a meta record. */
export function metaKey(name: string): Uint8Array {
  return Buffer.concat([Buffer.of(kinds.meta), Buffer.from(name)]);
}

/** The key of a chunk: sequences may pass 2^32, so they take eight bytes. */
export function chunkKey(run: number, firstSequence: number): Uint8Array {
  return key(kinds.chunk, run, Math.floor(firstSequence / 2 ** 32), firstSequence % 2 ** 32);
}

/** The first sequence of a chunk's key. */
export function chunkSequence(chunk: Uint8Array): number {
  return keyPart(chunk, 1) * 2 ** 32 + keyPart(chunk, 2);
}

/** The key of a due time's record: milliseconds since the epoch pass 2^32, so they take eight bytes. */
export function dueKey(number: number, due: number): Uint8Array {
  const whole = Math.floor(due);
  return key(kinds.due, number, Math.floor(whole / 2 ** 32), whole % 2 ** 32);
}

/** The due time of a record's key. */
export function dueOfKey(recordKey: Uint8Array): number {
  return keyPart(recordKey, 1) * 2 ** 32 + keyPart(recordKey, 2);
}

/** Number `part` (0 for the first) of a key. */
export function keyPart(bytes: Uint8Array, part: number): number {
  const at = 1 + part * 4;
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** Start and end (exclusive) of all keys of a kind that begin with the given numbers. */
export function keyRange(
  kind: number,
  first?: number,
  second?: number,
): { start: Uint8Array; end: Uint8Array } {
  const start = key(kind, first, second);
  const end = Buffer.from(start);
  for (let at = end.length - 1; at >= 0; at--) {
    if (end[at] !== 0xff) {
      end[at]++;
      return { start, end: end.subarray(0, at + 1) };
    }
  }
  return { start, end: Buffer.from([0xff]) };
}
