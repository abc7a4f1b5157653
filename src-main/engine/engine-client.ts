/**
 * One client of an engine in the same process: the handler of every command of the contract that the engine
 * answers itself. The window's registrar and the socket server each make one for every subscriber.
 */
import path from 'node:path';
import {
  commands,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type DefinitionPreview,
  type FeedMessage,
  type Interest,
} from '../../src-shared/contract';
import { fromErrorDetails, RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { TreeRow } from '../../src-shared/model';
import type { ParameterValue, ParameterValues } from '../../src-shared/parameter';
import { loadForRun, previewDefinition } from './definition-loading';
import type { ActiveRuns } from './active-runs';
import { addedWork } from './child-work';
import { Subscriber, type FeedHub, type FeedState } from './feed/feed-hub';
import { TreeRows } from './feed/tree-rows';
import { displayedTextMax, type FolderReader } from './folder-reader';
import { formatId, notFound, parseId } from './jobs/ids';
import { lastValues } from './last-values';
import { summaryToRow, toTreeNode, toTreeRow } from './node-views';
import type { Counts } from './jobs/counts';

/** Commands that only the window's own process can answer. */
export type WindowCommand = 'app.info' | 'definition.choose' | 'path.choose';
/** Commands that an engine answers. */
export type EngineCommand = Exclude<CommandName, WindowCommand>;

/** A client of an engine, in this process or over the socket. */
export interface EngineConnection {
  call<Name extends EngineCommand>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  /** Ends the subscription and the connection. */
  leave(): void;
}

/** What a client needs of the engine. */
export interface EngineFace {
  readonly epoch: string;
  readonly revision: number;
  readonly totals: Counts;
  /** Numbers of all runs, ascending. */
  readonly runNumbers: readonly number[];
  readonly active: ActiveRuns;
  readonly reader: FolderReader;
  readonly feed: FeedHub;
  readonly loop: { quiet(): Promise<void> };
  /** Does something in the next tick and answers when it is durable. */
  change<Value>(action: () => Value): Promise<Value>;
  /** Resolves when the run executes nothing and that is durable. */
  settled(run: number): Promise<void>;
}

type Handlers = { [Name in EngineCommand]: (input: never) => unknown };

/** See the head of this file. */
export class EngineClient implements EngineConnection {
  readonly #engine: EngineFace;
  readonly #send: (event: 'feed', payload: FeedMessage) => void;
  readonly #rows: TreeRows;
  #subscriber: Subscriber | null = null;

  constructor(engine: EngineFace, send: (event: 'feed', payload: FeedMessage) => void) {
    this.#engine = engine;
    this.#send = send;
    this.#rows = new TreeRows({
      runs: () => engine.runNumbers,
      tree: (run) => engine.reader.open(run)?.tree ?? null,
      runStatus: (run) =>
        engine.active.runs.get(run)?.tree.table.status(0) ?? engine.reader.summary(run)?.status ?? null,
      row: (run, node, place) => this.#row(run, node, place),
    });
  }

  /** Parses the input and runs the handler; throws a `RunsheetError`. */
  async call<Name extends EngineCommand>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<CommandOutput<Name>> {
    const handler = this.#handlers[name] as ((input: unknown) => unknown) | undefined;
    if (handler === undefined) throw new RunsheetError('bad-input', `There is no command "${name}" here.`);
    const parsed = commands[name].input.safeParse(input);
    if (!parsed.success) throw fromErrorDetails(toErrorDetails(parsed.error));
    return (await handler(parsed.data)) as CommandOutput<Name>;
  }

  leave(): void {
    if (this.#subscriber !== null) this.#engine.feed.leave(this.#subscriber);
    this.#subscriber = null;
  }

  readonly #handlers = {
    'definition.preview': async (input: { path: string }) => {
      const preview = await previewDefinition(input.path);
      return preview.params.length === 0 ? preview : { ...preview, lastValues: this.#lastValues(preview) };
    },
    'run.start': async (input: {
      path: string;
      concurrency?: number | undefined;
      params?: ParameterValues | undefined;
    }) => {
      const record = await loadForRun(input.path, input.concurrency ?? null, input.params);
      const active = await this.#engine.change(() =>
        this.#engine.active.startRun(record, record.definition?.name ?? record.type),
      );
      return { runId: formatId(active.run, 0) };
    },
    'run.stop': async (input: { id: string }) => {
      const { run } = parseId(input.id);
      await this.#engine.change(() => {
        this.#engine.active.stopRun(this.#activeRun(input.id));
      });
      await this.#engine.settled(run);
      return {};
    },
    'run.continue': async (input: { id: string }) => {
      await this.#engine.change(() => {
        this.#engine.active.continueRun(this.#activeRun(input.id));
      });
      return {};
    },
    'job.add': async (input: {
      command: string[];
      name?: string | undefined;
      priority?: number | undefined;
      cwd: string;
      env?: Record<string, string> | undefined;
    }) => {
      const name = input.name ?? path.basename(input.command[0]);
      const { active, node } = await this.#engine.change(() => {
        const run = this.#engine.active.startRun(
          {
            definition: null,
            path: null,
            directory: input.cwd,
            concurrency: 1,
            priority: input.priority ?? 0,
            type: 'command',
            params: {},
          },
          name,
        );
        const added = this.#engine.active.addJob(run, {
          parent: 0,
          step: 0,
          type: 'command',
          text: { name, item: null },
          index: null,
          spawnDepth: 0,
          work: addedWork(input),
        });
        return { active: run, node: added };
      });
      return toTreeNode(active.tree, active.record, node);
    },
    'node.cancel': (input: { id: string }) => this.#cancel(input.id),
    'job.addMany': notHere,
    'node.retry': notHere,
    'node.remove': notHere,
    'run.pause': notHere,
    'run.resume': notHere,
    'run.change': notHere,
    'queue.show': notHere,
    'queue.pause': notHere,
    'queue.resume': notHere,
    'queue.change': notHere,
    'dead.list': notHere,
    'bulk.start': notHere,
    'bulk.wait': notHere,
    'bulk.stop': notHere,
    'node.show': async (input: { id: string }) => {
      await this.#engine.loop.quiet();
      return this.#engine.reader.details(input.id);
    },
    'feed.subscribe': async (interest: Interest) => {
      await this.#engine.loop.quiet();
      this.leave();
      const subscriber = new Subscriber(this.#engine.feed, interest, {
        send: (message) => {
          this.#send('feed', message);
        },
        compose: (one) => this.#compose(one),
      });
      this.#subscriber = subscriber;
      this.#engine.feed.join(subscriber);
      return subscriber.snapshot();
    },
    'feed.look': async (interest: Interest) => {
      await this.#engine.loop.quiet();
      const subscriber = this.#subscriber;
      if (subscriber === null) throw new RunsheetError('bad-input', 'Subscribe to the feed first.');
      return subscriber.snapshot(interest);
    },
    'feed.acknowledge': async (input: { revision: number }) => {
      await this.#engine.loop.quiet();
      this.#subscriber?.acknowledge(input.revision);
      return {};
    },
    'feed.leave': () => {
      this.leave();
      return {};
    },
    'tree.fold': (input: { id: string; open: boolean }) => {
      this.#rows.fold(input.id, input.open);
      return {};
    },
    'log.rows': async (input: { scopeId: string; levels: number; from: number; count: number }) => {
      await this.#engine.loop.quiet();
      const { reader } = this.#engine;
      const view = reader.view(input.scopeId, input.levels);
      const { total, matching } = view;
      return {
        total,
        matching,
        rows: reader.rows(input.scopeId, input.levels, input.from, input.count, displayedTextMax),
      };
    },
    'log.locate': async (input: { scopeId: string; levels: number; n: number }) => {
      await this.#engine.loop.quiet();
      return { row: this.#engine.reader.view(input.scopeId, input.levels).rowOfLine(input.n) };
    },
    'log.line': async (input: { scopeId: string; n: number }) => {
      await this.#engine.loop.quiet();
      return this.#engine.reader.rows(input.scopeId, 15, input.n - 1, 1, null)[0] ?? null;
    },
  } satisfies Handlers;

  async #cancel(id: string): Promise<{ cancelled: number; ending: number }> {
    return this.#engine.change(() => {
      const { run, node } = parseId(id);
      const active = this.#engine.active.runs.get(run);
      if (active === undefined) {
        // Nothing of an ended run can be cancelled; that is an answer, not an error.
        this.#engine.reader.find(id);
        return { cancelled: 0, ending: 0 };
      }
      if (node >= active.tree.table.length) throw notFound(id);
      return this.#engine.active.cancel(active, node);
    });
  }

  #lastValues(definition: DefinitionPreview): Record<string, ParameterValue> | null {
    const { active, reader, runNumbers } = this.#engine;
    return lastValues(definition, {
      runNumbers,
      typeOf: (run) => active.runs.get(run)?.record.type ?? reader.summary(run)?.type ?? null,
      recordOf: (run) => active.runs.get(run)?.record ?? reader.record(run),
    });
  }

  #activeRun(id: string) {
    const { run } = parseId(id);
    const active = this.#engine.active.runs.get(run);
    if (active !== undefined) return active;
    const { tree } = this.#engine.reader.find(formatId(run, 0));
    throw new RunsheetError('bad-input', `Run ${formatId(run, 0)} has ended: ${tree.table.status(0)}.`);
  }

  #compose(interest: Interest): FeedState {
    const engine = this.#engine;
    const root = interest.treeRootId === null ? null : parseId(interest.treeRootId).run;
    const { rowCount, rows } = this.#rows.window(root, interest.treeFrom, interest.treeCount);
    const scope = this.#rowOf(interest.scopeId);
    return {
      epoch: engine.epoch,
      revision: engine.revision,
      totals: engine.totals.toStats(),
      lines: engine.totals.lines,
      runCount: engine.runNumbers.length,
      tree: { rowCount, from: interest.treeFrom, rows },
      scope,
      selected: this.#rowOf(interest.selectedId),
      log: scope === null ? null : this.#logState(scope.id, interest.levels),
      queue: { paused: false, limit: null, running: 0, groups: [] },
      dead: 0,
      bulks: [],
      slots: { busy: engine.active.queue.running, total: engine.active.queue.slots },
      trouble: engine.feed.trouble,
    };
  }

  #logState(scopeId: string, levels: number): FeedState['log'] {
    const view = this.#engine.reader.view(scopeId, levels);
    return { scopeId, levels, total: view.total, matching: view.matching, byLevel: view.byLevel };
  }

  #rowOf(id: string | null): TreeRow | null {
    if (id === null) return null;
    const { run, node } = parseId(id);
    const opened = this.#engine.reader.open(run);
    if (opened === null || node >= opened.tree.table.length) return null;
    return this.#row(run, node, { depth: opened.tree.depth(node), open: false });
  }

  #row(run: number, node: number, place: { depth: number; open: boolean }): TreeRow | null {
    const { active, reader } = this.#engine;
    if (node === 0 && !place.open && !active.runs.has(run)) {
      const summary = reader.summary(run);
      return summary === null ? null : summaryToRow(run, summary, false);
    }
    const opened = reader.open(run);
    if (opened === null) return null;
    return toTreeRow(opened.tree, opened.record, node, { ...place, progress: active.progressOf(run, node) });
  }
}

function notHere(): never {
  throw new RunsheetError('bad-input', 'This engine cannot do that yet.');
}
