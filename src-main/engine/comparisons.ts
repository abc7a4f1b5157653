/**
 * The comparisons that clients look at: a few are kept, made in slices between which everybody else gets their turn, and
 * brought up to date with each question.
 */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import {
  type ComparedJob,
  type ComparedKind,
  type ComparedPair,
  type ComparedSide,
  type Comparison,
} from '../../src-shared/comparison';
import { RunsheetError } from '../../src-shared/errors';
import { allLevels } from '../../src-shared/model';
import type { HistoryRun } from '../../src-shared/timeline';
import { RunComparison } from './compare/run-comparison';
import { none, type TwoTrees } from './compare/run-matching';
import type { FolderReader, OpenRun } from './folder-reader';
import { inSlices } from './in-slices';
import { formatId, parseId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import { toTreeNode } from './node-views';
import type { RunHistory } from './run-history';

/** What the comparisons need from outside. */
export interface ComparisonParts {
  readonly reader: FolderReader;
  readonly history: RunHistory;
  /** Resolves when memory holds nothing that is not durable. */
  readonly quiet: () => Promise<void>;
}

/** Comparisons that are kept. */
const kept = 4;
/** Runs that are offered to be compared with. */
const mostCandidates = 50;

interface Entry {
  readonly here: number;
  readonly there: number;
  readonly comparison: RunComparison;
  /** Settles when the question before has been answered: one at a time brings it up to date. */
  turn: Promise<unknown>;
}

/** A comparison that is up to date, and its two runs. */
interface Fresh {
  readonly here: OpenRun;
  readonly there: OpenRun;
  readonly trees: TwoTrees;
  readonly comparison: RunComparison;
}

/** See the head of this file. */
export class Comparisons {
  readonly #parts: ComparisonParts;
  readonly #entries: Entry[] = [];

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Pages of a run's tree are about to be written: what they say is looked at again with the next question. */
  changed({ run, changes }: RunTree): void {
    for (const { here, there, comparison } of this.#entries) {
      if (here === run) comparison.note(changes.pages);
      if (there === run) comparison.noteAll();
    }
  }

  /** The run is deleted. */
  forget(run: number): void {
    this.#keep(this.#entries.filter(({ here, there }) => here !== run && there !== run));
  }

  async show({ scopeId, withId }: CommandInput<'compare.show'>): Promise<CommandOutput<'compare.show'>> {
    const { reader, history } = this.#parts;
    const { run } = reader.find(scopeId);
    const candidates = await history.runsLike(run, mostCandidates);
    const chosen = withId === null ? usualOf(candidates, run) : await this.#otherRun(withId, candidates);
    if (chosen === null) return { candidates, comparison: null };
    const comparison = await this.#ask(scopeId, chosen.id, (fresh) => this.#describe(fresh, scopeId, chosen));
    return { candidates, comparison };
  }

  jobs(input: CommandInput<'compare.jobs'>): Promise<CommandOutput<'compare.jobs'>> {
    const { scopeId, withId, kind, from, count } = input;
    return this.#ask(scopeId, withId, (fresh) => {
      const jobs = fresh.comparison.jobs(fresh.trees, parseId(scopeId).node, kind);
      return {
        total: jobs.length,
        rows: jobs.slice(from, from + count).map((n) => toJob(fresh, kind, n)),
      };
    });
  }

  async #otherRun(id: string, candidates: readonly HistoryRun[]): Promise<HistoryRun> {
    const known = candidates.find((candidate) => candidate.id === id);
    if (known !== undefined) return known;
    const { run, node } = parseId(id);
    if (node !== 0) throw new RunsheetError('bad-input', `Only a run can be compared with; ${id} is none.`);
    return this.#parts.history.run(run);
  }

  /** One question after the other; what it reads is durable. */
  #ask<Value>(scopeId: string, withId: string, read: (fresh: Fresh) => Value): Promise<Value> {
    const { reader, quiet } = this.#parts;
    const entry = this.#entry(parseId(scopeId).run, parseId(withId).run);
    const { comparison } = entry;
    const [here, there] = [() => reader.find(scopeId), () => reader.find(formatId(entry.there, 0))];
    const trees: TwoTrees = { here: () => here().tree, there: () => there().tree };
    const answer = entry.turn.then(async () => {
      await quiet();
      await inSlices(comparison.refresh(trees), quiet);
      return read({ here: here(), there: there(), trees, comparison });
    });
    entry.turn = answer.catch(() => undefined);
    return answer;
  }

  #entry(here: number, there: number): Entry {
    if (here === there) throw new RunsheetError('bad-input', 'A run cannot be compared with itself.');
    const known = this.#entries.find((entry) => entry.here === here && entry.there === there);
    const entry = known ?? { here, there, comparison: new RunComparison(), turn: Promise.resolve() };
    this.#keep([entry, ...this.#entries.filter((other) => other !== entry)].slice(0, kept));
    return entry;
  }

  /** The one that was asked for last first. */
  #keep(entries: readonly Entry[]): void {
    this.#entries.splice(0, this.#entries.length, ...entries);
  }

  #describe(fresh: Fresh, scopeId: string, chosen: HistoryRun): Comparison {
    const { here, there, trees, comparison } = fresh;
    const { matching } = comparison;
    const { node: scope } = parseId(scopeId);
    const scopeThere = matching.thereOf(scope);
    const levelsOf = (id: string) => this.#parts.reader.view(id, allLevels).byLevel;
    return {
      with: chosen,
      scope: toPair(fresh, scope, scopeThere),
      lines: {
        here: levelsOf(scopeId),
        there: scopeThere === none ? null : levelsOf(formatId(there.tree.run, scopeThere)),
      },
      steps: [
        ...stepsOf(here, scope).map((step) => toPair(fresh, step, matching.thereOf(step))),
        ...(scopeThere === none ? [] : stepsOf(there, scopeThere))
          .filter((step) => matching.hereOf(step) === none)
          .map((step) => toPair(fresh, none, step)),
      ],
      counts: comparison.counts(trees, scope),
    };
  }
}

/** The latest that ended before the run, or else the latest that has ended; of runs that come latest first. */
function usualOf(candidates: readonly HistoryRun[], run: number): HistoryRun | null {
  const ended = candidates.filter(({ endedAt }) => endedAt !== null);
  return ended.find(({ id }) => parseId(id).run < run) ?? ended.at(0) ?? null;
}

function stepsOf({ tree }: OpenRun, scope: number): number[] {
  const children = tree.children(scope);
  return Array.from({ length: children.length }, (_, at) => children.at(at)).filter(
    (n) => tree.table.kind(n) === 'step',
  );
}

function toPair({ here, there }: Fresh, n: number, m: number): ComparedPair {
  return {
    name: n === none ? there.tree.text(m).name : here.tree.text(n).name,
    here: n === none ? null : toSide(here, n),
    there: m === none ? null : toSide(there, m),
  };
}

function toSide({ tree, record }: OpenRun, n: number): ComparedSide {
  const { id, status, startedAt, endedAt, stats } = toTreeNode(tree, record, n);
  return { id, status, startedAt, endedAt, stats };
}

function toJob(fresh: Fresh, kind: ComparedKind, n: number): ComparedJob {
  const isGone = kind === 'gone';
  const { tree } = isGone ? fresh.there : fresh.here;
  const pair = isGone ? toPair(fresh, none, n) : toPair(fresh, n, fresh.comparison.matching.thereOf(n));
  return { ...pair, item: tree.text(n).item, step: tree.text(tree.table.step(n)).name };
}
