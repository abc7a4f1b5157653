/** Which nodes belong to a subtree; asked once a node, because a node's parent never changes. */
import { added, noLevels, type Levels } from './levels';
import type { SourceCounts } from './block';
import type { SpanRecord } from './span-index';

/** See the head of this file. */
export class Subtree {
  readonly #isWithin: ((node: number) => boolean) | null;
  /** By node: 0 not asked yet, 1 within, 2 outside. */
  #known = new Uint8Array(64);

  /** `isWithin` null: every node is. */
  constructor(isWithin: ((node: number) => boolean) | null) {
    this.#isWithin = isWithin;
  }

  /** Whether every node belongs to it. */
  get isWhole(): boolean {
    return this.#isWithin === null;
  }

  has(node: number): boolean {
    if (this.#isWithin === null) return true;
    if (node >= this.#known.length) {
      const larger = new Uint8Array(Math.max(node + 1, this.#known.length * 2));
      larger.set(this.#known);
      this.#known = larger;
    }
    if (this.#known[node] === 0) this.#known[node] = this.#isWithin(node) ? 1 : 2;
    return this.#known[node] === 1;
  }

  levelsOfSpan({ nodes, levels }: SpanRecord): Levels {
    let [debug, info, warn, error] = [0, 0, 0, 0];
    for (let at = 0; at < nodes.length; at++) {
      if (!this.has(nodes[at])) continue;
      debug += levels[at * 4];
      info += levels[at * 4 + 1];
      warn += levels[at * 4 + 2];
      error += levels[at * 4 + 3];
    }
    return [debug, info, warn, error];
  }

  levelsOfBlock({ sources }: { readonly sources: readonly SourceCounts[] }): Levels {
    let counts = noLevels;
    for (const { node, levels } of sources) if (this.has(node)) counts = added(counts, levels);
    return counts;
  }
}
