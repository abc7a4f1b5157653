/** What the engine and the thread that looks through logs say to each other. */
import type { Selecting } from '../../../src-shared/log-view';
import type { Block } from '../logs/block';
import type { FoundChunk, FoundPack } from '../logs/found-pack';

/** To the thread. */
export type ScanRequest =
  /** Begins a selection. `file` are the sealed blocks of its run; it need not be there yet. */
  | {
      readonly type: 'open';
      readonly selection: number;
      readonly file: string;
      readonly levels: number;
      readonly select: Selecting;
      /** Whether all nodes of the run are looked at; else `nodes` says which. */
      readonly everyNode: boolean;
    }
  /** Which nodes from number `from` on belong to the subtree: 1 for those that do. */
  | {
      readonly type: 'nodes';
      readonly selection: number;
      readonly from: number;
      readonly within: Uint8Array;
    }
  /** Looks through sealed blocks and chunks of the head; answered by `found`. */
  | {
      readonly type: 'scan';
      readonly selection: number;
      readonly places: ScanPlaces;
      readonly chunks: readonly Block[];
    }
  | { readonly type: 'close'; readonly selection: number };

/** Sealed blocks, an entry each. */
export interface ScanPlaces {
  readonly number: Uint32Array;
  /** Where each lies in the file. */
  readonly offset: Float64Array;
  readonly bytes: Uint32Array;
}

/** From the thread. */
export type ScanReport =
  | {
      readonly type: 'found';
      readonly selection: number;
      readonly pack: FoundPack;
      readonly chunks: readonly FoundChunk[];
    }
  /** The log could not be read. */
  | { readonly type: 'failed'; readonly selection: number; readonly message: string };

/**
 * Where the thread is, in shared memory, so that one that does not come back from a pattern is noticed: a count that
 * grows with every block and is odd while one is looked through, the selection, and the block.
 */
export const scanPulse = { beat: 0, selection: 1, block: 2, length: 3 } as const;

/** Number that stands for a chunk of the head in the pulse. */
export const headBlock = -1;
