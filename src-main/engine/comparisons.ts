/**
 * The comparisons that clients look at: a few are kept, made in slices between which everybody else gets their turn, and
 * brought up to date with each question.
 */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import type { ComparedKind } from '../../src-shared/compared-kinds';
import type {
  ComparedJob,
  ComparedPair,
  ComparedSide,
  ComparedTimes,
  Comparison,
} from '../../src-shared/comparison';
import { RunsheetError } from '../../src-shared/errors';
import { allLevels } from '../../src-shared/model';
import type { HistoryRun } from '../../src-shared/timeline';
import { RunComparison, type ComparedNodes } from './compare/run-comparison';
import { none, type TwoTrees } from './compare/run-matching';
import type { FolderReader, OpenRun } from './folder-reader';
import { inSlices } from './in-slices';
import { formatId, parseId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import type { RunHistory } from './run-history';

/** What the comparisons need from outside. */
export interface ComparisonParts {
  readonly reader: FolderReader;
  readonly history: RunHistory;
  /** Resolves when memory holds nothing that is not durable. */
  readonly quiet: () => Promise<void>;
}

/** Comparisons that are kept while nobody asks. */
const kept = 2;
/** Runs that are offered to be compared with, on each side of the run. */
const mostCandidates = 25;

interface Entry {
  readonly here: number;
  readonly there: number;
  readonly comparison: RunComparison;
  /** Questions that are not answered yet. */
  asking: number;
  /** The other run goes on again, or one of them is deleted: what was matched is of no use. */
  isOver: boolean;
  /** Settles when the question before has been answered: one at a time brings it up to date. */
  turn: Promise<unknown>;
}

/** A comparison that is up to date, and its two runs. */
interface Fresh {
  readonly here: OpenRun;
  readonly there: OpenRun;
  readonly comparison: RunComparison;
}

/** See the head of this file. */
export class Comparisons {
  readonly #parts: ComparisonParts;
  /** The one that was asked for last first. */
  #entries: Entry[] = [];

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Pages of a run's tree are about to be written: what they say is looked at again with the next question. */
  changed({ run, changes }: RunTree): void {
    for (const entry of this.#entries) {
      if (entry.here === run) entry.comparison.note(changes.pages);
    }
    this.#end(({ there }) => there === run);
  }

  /** The run is deleted. */
  forget(run: number): void {
    this.#end(({ here, there }) => here === run || there === run);
  }

  async show({ scopeId, withId }: CommandInput<'compare.show'>): Promise<CommandOutput<'compare.show'>> {
    const { history, reader } = this.#parts;
    const { run } = reader.find(scopeId);
    const { before, after } = await history.around(run, mostCandidates);
    const candidates = [...after.reverse(), ...before];
    const chosen = withId === null ? (before.at(0) ?? null) : this.#other(run, withId);
    if (chosen === null) return { candidates, comparison: null };
    const comparison = await this.#ask(scopeId, chosen.id, {
      read: (fresh) => this.#describe(fresh, scopeId, chosen),
    });
    return { candidates, comparison };
  }

  jobs(input: CommandInput<'compare.jobs'>): Promise<CommandOutput<'compare.jobs'>> {
    const { scopeId, withId, kind, from, count } = input;
    const { run, node: scope } = this.#parts.reader.find(scopeId);
    this.#other(run, withId);
    return this.#ask(scopeId, withId, {
      list: { scope, kind },
      read: (fresh, nodes) => ({
        total: nodes.length,
        rows: nodes.slice(from, from + count).map((n) => toJob(fresh, n)),
      }),
    });
  }

  /** The run that a run is to be compared with. Throws `bad-input` and `not-found`. */
  #other(run: number, withId: string): HistoryRun {
    const { history } = this.#parts;
    const { run: other, node } = parseId(withId);
    if (node !== 0)
      throw new RunsheetError('bad-input', `Only a run can be compared with; ${withId} is none.`);
    if (run === other) throw new RunsheetError('bad-input', 'A run cannot be compared with itself.');
    const found = history.run(other);
    if (!history.isAlike(run, other)) {
      throw new RunsheetError('bad-input', `${withId} is no run of the same definition.`);
    }
    if (found.endedAt === null) throw notEnded(withId);
    return found;
  }

  /** One question after the other; what it reads is durable, and of one moment. */
  #ask<Value>(
    scopeId: string,
    withId: string,
    asked: {
      readonly list?: { readonly scope: number; readonly kind: ComparedKind };
      readonly read: (fresh: Fresh, nodes: ComparedNodes) => Value;
    },
  ): Promise<Value> {
    const { reader, quiet } = this.#parts;
    const entry = this.#entry(parseId(scopeId).run, parseId(withId).run);
    const { comparison } = entry;
    const [here, there] = [() => reader.find(scopeId), () => reader.find(withId)];
    const trees: TwoTrees = { here: () => here().tree, there: () => there().tree };
    const work = function* (): Generator<undefined, Value, void> {
      yield* comparison.refresh(trees);
      const nodes = asked.list === undefined ? [] : yield* comparison.list(trees, asked.list);
      return asked.read({ here: here(), there: there(), comparison }, nodes);
    };
    const answer = entry.turn.then(async () => {
      await quiet();
      return inSlices(untilOver(work(), entry, withId), quiet);
    });
    entry.asking++;
    entry.turn = answer.then(
      () => entry.asking--,
      () => entry.asking--,
    );
    return answer;
  }

  #entry(here: number, there: number): Entry {
    const known = this.#entries.find((entry) => entry.here === here && entry.there === there);
    const entry = known ?? {
      ...{ here, there, comparison: new RunComparison(), asking: 0, isOver: false },
      turn: Promise.resolve(),
    };
    const others = this.#entries.filter((other) => other !== entry);
    // What is under way has to hear of changes.
    const idle = others.filter(({ asking }) => asking === 0).slice(kept - 1);
    this.#entries = [entry, ...others.filter((other) => !idle.includes(other))];
    return entry;
  }

  #end(isOver: (entry: Entry) => boolean): void {
    const ended = this.#entries.filter(isOver);
    if (ended.length === 0) return;
    for (const entry of ended) entry.isOver = true;
    this.#entries = this.#entries.filter((entry) => !entry.isOver);
  }

  #describe(fresh: Fresh, scopeId: string, chosen: HistoryRun): Comparison {
    const { here, there, comparison } = fresh;
    const { matching, version } = comparison;
    const { run, node: scope } = parseId(scopeId);
    const scopeThere = matching.thereOf(scope);
    const levelsOf = (id: string) => this.#parts.reader.view(id, allLevels).byLevel;
    return {
      with: chosen,
      isLater: there.tree.run > run,
      version,
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
      counts: comparison.counts(here.tree, scope),
    };
  }
}

/** Ends work that is of no use any more. */
function* untilOver<Value>(
  work: Generator<undefined, Value, void>,
  entry: Entry,
  withId: string,
): Generator<undefined, Value, void> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    yield;
    if (entry.isOver) {
      throw new RunsheetError(
        'bad-input',
        `${withId} has changed meanwhile: it goes on again, or is deleted.`,
      );
    }
  }
}

function notEnded(id: string): RunsheetError {
  return new RunsheetError('bad-input', `${id} has not ended yet, so nothing can be compared with it.`);
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

function toSide(run: OpenRun, n: number): ComparedSide {
  return { ...toTimes(run, n), stats: run.tree.stats(n) };
}

function toTimes({ tree: { run, table } }: OpenRun, n: number): ComparedTimes {
  const [startedAt, endedAt] = [table.startedAt(n), table.endedAt(n)];
  return {
    id: formatId(run, n),
    status: table.status(n),
    startedAt: startedAt === 0 ? null : startedAt,
    endedAt: endedAt === 0 ? null : endedAt,
  };
}

/** A job of a list; see `ComparedNodes`. */
function toJob({ here, there, comparison }: Fresh, listed: number): ComparedJob {
  const [n, m] = listed < 0 ? [none, ~listed] : [listed, comparison.matching.thereOf(listed)];
  const [{ tree }, node] = listed < 0 ? [there, m] : [here, n];
  return {
    ...tree.text(node),
    step: tree.text(tree.table.step(node)).name,
    here: n === none ? null : toTimes(here, n),
    there: m === none ? null : toTimes(there, m),
  };
}
