/** A run that was read in: its records, those of a run 0, and what it adds to the counts of the folder. */
import type { Stats } from '../../../src-shared/model';

/** See the head of this file. */
export interface OpenedRun {
  /** See storage/packed-records.ts. */
  readonly records: Uint8Array<ArrayBuffer>;
  readonly stats: Stats;
  readonly lines: number;
}
