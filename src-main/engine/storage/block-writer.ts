/**
 * Brings sealed blocks into the files of their runs, beginning while the tick that seals them still goes on: nothing
 * names them before its commit, so what is there too early is only there for nothing if the engine dies. At its end
 * the tick waits for what is left, and for the flush.
 */
import { directBytesMin, type BlockFiles } from './block-files';

/** A sealed block and its place in the run's file; blocks of a run follow each other without a gap. */
export interface PlacedBlock {
  readonly bytes: Uint8Array;
  readonly record: { readonly offset: number };
}

/** How far the blocks of a tick are in the file of their run. */
interface RunWrites {
  /** Blocks whose writing has begun. */
  begun: number;
  /** Settles with what was begun; null: nothing is under way. */
  underWay: Promise<void> | null;
  hasFailed: boolean;
}

/** See the head of this file. */
export class BlockWriter {
  readonly #files: BlockFiles;
  readonly #runs = new Map<number, RunWrites>();

  constructor(files: BlockFiles) {
    this.#files = files;
  }

  /** Whether something is being written. */
  get isBusy(): boolean {
    return [...this.#runs.values()].some(({ underWay }) => underWay !== null);
  }

  /** Resolves when nothing is being written: after a tick that broke nobody waits for what it has begun. */
  async idle(): Promise<void> {
    for (const { underWay } of [...this.#runs.values()]) await underWay;
  }

  /** Begins to write what a run has sealed in this tick: `sealed` is all of it, also what was given before. */
  begin(run: number, sealed: readonly PlacedBlock[]): void {
    if (sealed.length === 0) return;
    const writes = this.#of(run);
    if (writes.underWay !== null || writes.hasFailed) return;
    const blocks = sealed.slice(writes.begun);
    // Less is written with what comes next.
    if (blocks.reduce((sum, { bytes }) => sum + bytes.length, 0) < directBytesMin) return;
    writes.begun = sealed.length;
    writes.underWay = this.#write(run, blocks)
      .catch(() => {
        // Written again, and told, when the tick waits for it.
        writes.hasFailed = true;
      })
      .finally(() => {
        writes.underWay = null;
      });
  }

  /** Resolves when all that a run has sealed in this tick is durable; may be tried again after it has failed. */
  async finish(run: number, sealed: readonly PlacedBlock[]): Promise<void> {
    const writes = this.#of(run);
    await writes.underWay;
    if (writes.hasFailed) writes.begun = 0;
    // Until it is known to be there.
    writes.hasFailed = true;
    await this.#write(run, sealed.slice(writes.begun));
    await this.#files.flush(run);
    this.#runs.delete(run);
  }

  async #write(run: number, blocks: readonly PlacedBlock[]): Promise<void> {
    if (blocks.length === 0) return;
    const pieces = blocks.map(({ bytes }) => bytes);
    await this.#files.write(run, blocks[0].record.offset, pieces);
  }

  #of(run: number): RunWrites {
    let writes = this.#runs.get(run);
    if (writes === undefined) this.#runs.set(run, (writes = { begun: 0, underWay: null, hasFailed: false }));
    return writes;
  }
}
