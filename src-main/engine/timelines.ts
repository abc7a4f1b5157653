/**
 * The timelines that clients look at: a few are kept, read in slices between which everybody else gets their turn, and
 * brought up to date with each question.
 */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import type { FolderReader } from './folder-reader';
import { inSlices } from './in-slices';
import { formatId, notFound, parseId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import { RunTimeline } from './timeline/run-timeline';
import { readOverview, readWindow } from './timeline/timeline-window';

/** What the timelines need from outside. */
export interface TimelineParts {
  readonly reader: FolderReader;
  /** Resolves when memory holds nothing that is not durable. */
  readonly quiet: () => Promise<void>;
  readonly now: () => number;
}

/** Timelines that are kept. */
const kept = 6;

interface Entry {
  readonly timeline: RunTimeline;
  /** Settles when the question before has been answered: one at a time reads and writes the columns. */
  turn: Promise<unknown>;
}

/** See the head of this file. */
export class Timelines {
  readonly #parts: TimelineParts;
  readonly #entries = new Map<number, Entry>();

  constructor(parts: TimelineParts) {
    this.#parts = parts;
  }

  /** Pages of a run's tree are about to be written: what they say is read again with the next question. */
  changed({ run, changes }: RunTree): void {
    this.#entries.get(run)?.timeline.note(changes.pages);
  }

  /** The run is deleted. */
  forget(run: number): void {
    this.#entries.delete(run);
  }

  overview({ runId, parts }: CommandInput<'timeline.overview'>): Promise<CommandOutput<'timeline.overview'>> {
    const { now } = this.#parts;
    return this.#ask(runId, function* (timeline, tree) {
      yield;
      return readOverview(timeline, tree(), { parts, now: now() });
    });
  }

  window(input: CommandInput<'timeline.window'>): Promise<CommandOutput<'timeline.window'>> {
    const { scopeId, selectedId, margin = 0, ...asked } = input;
    if (!(asked.to > asked.from)) {
      throw new RunsheetError('bad-input', 'The window of a timeline must end after it begins.');
    }
    const { now } = this.#parts;
    const { run, node: scope } = parseId(scopeId);
    const wanted = selectedId === null ? null : parseId(selectedId);
    return this.#ask(scopeId, function* (timeline, tree) {
      const { table } = tree();
      const isHere = wanted?.run === run && wanted.node < table.length && table.isJob(wanted.node);
      const selected = isHere ? wanted.node : null;
      return yield* readWindow(timeline, tree(), { ...asked, margin, scope, selected, now: now() });
    });
  }

  #ask<Value>(
    id: string,
    read: (timeline: RunTimeline, tree: () => RunTree) => Generator<undefined, Value, void>,
  ): Promise<Value> {
    const { run } = parseId(id);
    const { reader, quiet } = this.#parts;
    const entry = this.#entry(run, id);
    const tree = (): RunTree => {
      const opened = reader.open(run);
      if (opened === null) throw notFound(formatId(run, 0));
      return opened.tree;
    };
    const answer = entry.turn.then(async () => {
      await quiet();
      reader.find(id);
      const source = {
        get tree() {
          return tree();
        },
        earlier: (first: number, end: number) => reader.earlierAttempts(run, first, end),
      };
      await inSlices(entry.timeline.refresh(source), quiet);
      return inSlices(read(entry.timeline, tree), quiet);
    });
    entry.turn = answer.catch(() => undefined);
    return answer;
  }

  #entry(run: number, id: string): Entry {
    let entry = this.#entries.get(run);
    if (entry === undefined) {
      const timeline = new RunTimeline();
      timeline.noteAll(this.#parts.reader.find(id).tree.table.length);
      entry = { timeline, turn: Promise.resolve() };
    }
    this.#entries.delete(run);
    this.#entries.set(run, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= kept) break;
      this.#entries.delete(oldest);
    }
    return entry;
  }
}
