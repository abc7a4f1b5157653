/**
 * Two runs of a definition: each job, taken as one when it is in both, is of one kind (`comparedKinds`). Kinds are kept
 * by node and brought up to date page by page, so a run that goes on costs what has changed in it.
 */
import { comparedKinds, isSlower, type ComparedKind } from '../../../src-shared/comparison';
import { hasEnded } from '../jobs/job-states';
import { nodesPerPage } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';
import { none, RunMatching, type TwoTrees } from './run-matching';

/** Pages looked at before others may have their turn. */
const slicePages = 32;
/** In the place of a kind: a run, a step. */
const noJob = comparedKinds.length;

/** See the head of this file. */
export class RunComparison {
  readonly matching = new RunMatching();
  /** By node here: the position of its kind. */
  #kinds = new Uint8Array(64);
  /** Pages of nodes here that may be of other kinds now. */
  readonly #changed = new Set<number>();

  /** Pages of this run's nodes have changed. */
  note(pages: Iterable<number>): void {
    for (const page of pages) this.#changed.add(page);
  }

  /** Everything may have changed: the other run has. */
  noteAll(): void {
    this.#noteFrom(0);
  }

  /** Brings everything up to date; yields between slices, and is over in a moment in which nothing had changed. */
  *refresh(trees: TwoTrees): Generator<undefined, void, void> {
    while (this.#changed.size > 0 || !this.matching.isUpToDate(trees)) {
      this.#noteFrom(yield* this.matching.refresh(trees));
      let looked = 0;
      for (const page of this.#changed) {
        this.#changed.delete(page);
        this.#look(trees, page);
        if (++looked % slicePages === 0) yield;
      }
    }
  }

  /** The jobs of a kind within node `scope` here, or, for `gone`, within the node there that is the same. */
  jobs(trees: TwoTrees, scope: number, kind: ComparedKind): number[] {
    if (kind === 'gone') return this.#gone(trees.there(), this.matching.thereOf(scope));
    const here = trees.here();
    const there = trees.there();
    const position = comparedKinds.indexOf(kind);
    const jobs: number[] = [];
    for (let n = scope; n < this.matching.known; n++) {
      if (this.#kinds[n] === position && isIn(here, n, scope)) jobs.push(n);
    }
    const extra = (n: number): number => durationOf(here, n) - durationOf(there, this.matching.thereOf(n));
    if (kind === 'slower') jobs.sort((a, b) => extra(b) - extra(a));
    if (kind === 'faster') jobs.sort((a, b) => extra(a) - extra(b));
    return jobs;
  }

  /** How many jobs of each kind there are. */
  counts(trees: TwoTrees, scope: number): Record<ComparedKind, number> {
    const here = trees.here();
    const counts = new Array<number>(noJob + 1).fill(0);
    for (let n = scope; n < this.matching.known; n++) {
      if (isIn(here, n, scope)) counts[this.#kinds[n]]++;
    }
    counts[comparedKinds.indexOf('gone')] = this.#gone(trees.there(), this.matching.thereOf(scope)).length;
    return Object.fromEntries(comparedKinds.map((kind, at) => [kind, counts[at]])) as Record<
      ComparedKind,
      number
    >;
  }

  #noteFrom(first: number): void {
    const { known } = this.matching;
    for (let page = Math.floor(first / nodesPerPage); page * nodesPerPage < known; page++) {
      this.#changed.add(page);
    }
  }

  #look(trees: TwoTrees, page: number): void {
    const here = trees.here();
    const there = trees.there();
    const to = Math.min((page + 1) * nodesPerPage, this.matching.known);
    if (to > this.#kinds.length) {
      const larger = new Uint8Array(Math.max(to, this.#kinds.length * 2));
      larger.set(this.#kinds);
      this.#kinds = larger;
    }
    for (let n = page * nodesPerPage; n < to; n++) {
      this.#kinds[n] = here.table.isJob(n)
        ? comparedKinds.indexOf(kindOf(here, n, { there, n: this.matching.thereOf(n) }))
        : noJob;
    }
  }

  #gone(there: RunTree, scope: number): number[] {
    const jobs: number[] = [];
    for (let n = scope; n !== none && n < there.table.length; n++) {
      if (this.matching.hereOf(n) === none && there.table.isJob(n) && isIn(there, n, scope)) jobs.push(n);
    }
    return jobs;
  }
}

function isIn(tree: RunTree, n: number, scope: number): boolean {
  return scope === 0 || tree.isWithin(n, scope);
}

/** Milliseconds of the latest attempt of a job that has ended. */
function durationOf({ table }: RunTree, n: number): number {
  return table.endedAt(n) - table.startedAt(n);
}

function kindOf(
  here: RunTree,
  n: number,
  other: { readonly there: RunTree; readonly n: number },
): ComparedKind {
  if (other.n === none) return 'added';
  const now = here.table.status(n);
  const then = other.there.table.status(other.n);
  if (!hasEnded(now) || !hasEnded(then)) return 'open';
  if (now === 'failed') return then === 'failed' ? 'failing-again' : 'failing';
  if (then === 'failed') return now === 'completed' ? 'repaired' : 'otherwise';
  if (now !== then) return 'otherwise';
  if (now !== 'completed') return 'alike';
  const [took, tookThen] = [durationOf(here, n), durationOf(other.there, other.n)];
  if (isSlower(took, tookThen)) return 'slower';
  return isSlower(tookThen, took) ? 'faster' : 'alike';
}
