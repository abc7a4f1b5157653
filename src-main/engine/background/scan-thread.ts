/** The thread that looks through logs: reads blocks on its own, and tells which of their lines are rows. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeBlock, type Block } from '../logs/block';
import { emptyPack, foundChunk, putFound } from '../logs/found-pack';
import { rowFinder, type FoundLines, type RowFinder } from '../logs/selecting';
import { headBlock, scanPulse, type ScanPlaces, type ScanReport, type ScanRequest } from './scan-protocol';

interface Selection {
  readonly file: string;
  descriptor: number | null;
  readonly levels: number;
  readonly isAlike: boolean;
  readonly find: RowFinder;
  /** Null: every node. */
  within: Uint8Array | null;
}

const pulse = new Int32Array((workerData as { pulse: SharedArrayBuffer }).pulse);
const selections = new Map<number, Selection>();
/** Read into again and again; grows to the largest block. */
let buffer = new Uint8Array(new ArrayBuffer(256 * 1024));

parentPort?.on('message', (request: ScanRequest) => {
  switch (request.type) {
    case 'open': {
      const { file, levels, select, everyNode } = request;
      selections.set(request.selection, {
        ...{ file, levels, isAlike: select.kind === 'alike', find: rowFinder(select), descriptor: null },
        within: everyNode ? null : new Uint8Array(0),
      });
      return;
    }
    case 'nodes': {
      const selection = selections.get(request.selection);
      if (selection === undefined) return;
      const within = new Uint8Array(request.from + request.within.length);
      within.set(selection.within ?? []);
      within.set(request.within, request.from);
      selection.within = within;
      return;
    }
    case 'scan': {
      const selection = selections.get(request.selection);
      if (selection !== undefined) scan(request.selection, selection, request);
      return;
    }
    case 'close': {
      const descriptor = selections.get(request.selection)?.descriptor ?? null;
      if (descriptor !== null) closeSync(descriptor);
      selections.delete(request.selection);
    }
  }
});

function scan(
  number: number,
  selection: Selection,
  { places, chunks }: { readonly places: ScanPlaces; readonly chunks: readonly Block[] },
): void {
  try {
    const pack = emptyPack(places.number.length, selection.isAlike);
    for (let at = 0; at < places.number.length; at++) {
      const block = readBlock(selection, places.offset[at], places.bytes[at]);
      const found = look(number, selection, { block, number: places.number[at] });
      putFound(pack, at, { number: places.number[at], flags: block.flags, found });
    }
    const heads = chunks.map((chunk) =>
      foundChunk(chunk, look(number, selection, { block: chunk, number: headBlock })),
    );
    report({ type: 'found', selection: number, pack, chunks: heads });
  } catch (error) {
    report({
      type: 'failed',
      selection: number,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

function look(
  selection: number,
  { find, within, levels }: Selection,
  { block, number }: { readonly block: Block; readonly number: number },
): FoundLines {
  Atomics.store(pulse, scanPulse.selection, selection);
  Atomics.store(pulse, scanPulse.block, number);
  Atomics.add(pulse, scanPulse.beat, 1);
  try {
    return find(block, { isWithin: within === null ? null : (node) => within[node] === 1, levels });
  } finally {
    Atomics.add(pulse, scanPulse.beat, 1);
  }
}

function readBlock(selection: Selection, offset: number, bytes: number): Block {
  if (selection.descriptor === null) {
    if (!existsSync(selection.file)) throw new Error('The log of this run is gone.');
    selection.descriptor = openSync(selection.file, 'r');
  }
  if (buffer.length < bytes) buffer = new Uint8Array(new ArrayBuffer(bytes * 2));
  for (let read = 0; read < bytes;) {
    const count = readSync(selection.descriptor, buffer, read, bytes - read, offset + read);
    if (count === 0) throw new Error('The log of this run ends too early.');
    read += count;
  }
  return decodeBlock(buffer.subarray(0, bytes));
}

function report(message: ScanReport): void {
  parentPort?.postMessage(message);
}
