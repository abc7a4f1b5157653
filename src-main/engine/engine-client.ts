/**
 * One client of an engine in the same process: the handler of every command of the contract that the engine
 * answers itself. The window's registrar and the socket server each make one for every subscriber.
 */
import {
  commands,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type DefinitionPreview,
  type FeedMessage,
  type Interest,
} from '../../src-shared/contract';
import type { LogTail } from '../../src-shared/log-view';
import { fromErrorDetails, RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { TreeRow } from '../../src-shared/model';
import type { ParameterValue } from '../../src-shared/parameter';
import { previewDefinition } from './definition-loading';
import { findHandlers } from './find-handlers';
import type { EngineFace } from './engine-face';
import { Subscriber, type FeedState } from './feed/feed-hub';
import { ClientTree } from './client-tree';
import { faceHandlers } from './face-handlers';
import { parseId } from './jobs/ids';
import { lastValues } from './last-values';
import { tailsWithin } from './live-tails';
import { logHandlers } from './log-handlers';
import { ClientSelections } from './log-selections';
import { summaryToRow, toTreeRow } from './node-views';
import { queueHandlers } from './queue-handlers';
import { runHandlers } from './run-handlers';
import { scheduleHandlers } from './schedule-handlers';
import type { RunSummary } from './storage/run-records';
import { transferHandlers } from './transfer-handlers';

/** Commands that only the window's own process can answer. */
export type WindowCommand =
  | 'app.info'
  | 'app.settings'
  | 'app.showDataFolder'
  | 'app.quit'
  | 'path.choose'
  | 'log.chooseFile'
  | 'window.open'
  | 'window.layout'
  | 'window.menu';
/** Commands that an engine answers. */
export type EngineCommand = Exclude<CommandName, WindowCommand>;

/** A client of an engine, in this process or over the socket. */
export interface EngineConnection {
  call<Name extends EngineCommand>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  /** Ends the subscription and the connection. */
  leave(): void;
}

type Handlers = { [Name in EngineCommand]: (input: never) => unknown };

/** See the head of this file. */
export class EngineClient implements EngineConnection {
  readonly #engine: EngineFace;
  readonly #send: (event: 'feed', payload: FeedMessage) => void;
  readonly #tree: ClientTree;
  readonly #handlers: Handlers;
  readonly #selections: ClientSelections;
  #subscriber: Subscriber | null = null;

  constructor(engine: EngineFace, send: (event: 'feed', payload: FeedMessage) => void) {
    this.#engine = engine;
    this.#send = send;
    this.#selections = new ClientSelections(engine.selections);
    this.#tree = new ClientTree(engine, {
      row: (run, node, place) => this.#row(run, node, place),
      changed: () => {
        this.#subscriber?.renew();
      },
    });
    this.#handlers = {
      ...this.#ownHandlers,
      ...runHandlers(engine),
      ...queueHandlers(engine),
      ...scheduleHandlers(engine.automation),
      ...logHandlers(engine, this.#selections),
      ...transferHandlers(engine, this.#selections),
      ...findHandlers(engine),
      ...faceHandlers(engine),
    };
  }

  /** Parses the input and runs the handler; throws a `RunsheetError`. */
  async call<Name extends EngineCommand>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<CommandOutput<Name>> {
    const handlers: Partial<Record<string, (input: never) => unknown>> = this.#handlers;
    const handler = handlers[name] as ((input: unknown) => unknown) | undefined;
    if (handler === undefined) throw new RunsheetError('bad-input', `There is no command "${name}" here.`);
    const parsed = commands[name].input.safeParse(input);
    if (!parsed.success) throw fromErrorDetails(toErrorDetails(parsed.error));
    try {
      return (await handler(parsed.data)) as CommandOutput<Name>;
    } catch (error) {
      // What was under way when the engine stopped, or came later, finds the catalog closed.
      if (!this.#engine.isClosed || error instanceof RunsheetError) throw error;
      throw new RunsheetError('stopping', 'Runsheet has stopped.');
    }
  }

  leave(): void {
    this.#leaveFeed();
    this.#selections.closeAll();
  }

  #leaveFeed(): void {
    if (this.#subscriber !== null) this.#engine.feed.leave(this.#subscriber);
    this.#subscriber = null;
    this.#tree.rest();
  }

  /** Of the commands that are about what this client looks at. */
  readonly #ownHandlers = {
    'definition.preview': async (input: { path: string }) => {
      const preview = await previewDefinition(input.path);
      return preview.params.length === 0 ? preview : { ...preview, lastValues: this.#lastValues(preview) };
    },
    'node.show': async (input: { id: string }) => {
      await this.#engine.loop.quiet();
      return this.#engine.reader.details(input.id);
    },
    'feed.subscribe': async (interest: Interest) => {
      await this.#engine.loop.quiet();
      this.#leaveFeed();
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
      // It is told no more when a message to it could not be made.
      this.#engine.feed.join(subscriber);
      return subscriber.snapshot(interest);
    },
    'feed.acknowledge': async (input: { revision: number }) => {
      await this.#engine.loop.quiet();
      this.#subscriber?.acknowledge(input.revision);
      return {};
    },
    'feed.clock': () => ({ time: this.#engine.now() }),
    'feed.leave': () => {
      this.#leaveFeed();
      return {};
    },
    'tree.fold': async (input: CommandInput<'tree.fold'>) => {
      await this.#engine.loop.quiet();
      this.#tree.fold(input);
      return {};
    },
    'tree.ids': async ({ from, count }: CommandInput<'tree.ids'>) => {
      await this.#engine.loop.quiet();
      return { ids: this.#tree.ids(from, count) };
    },
  } satisfies Partial<Handlers>;

  #lastValues(definition: DefinitionPreview): Record<string, ParameterValue> | null {
    const { active, reader, runNumbers } = this.#engine;
    return lastValues(definition, {
      runNumbers,
      typeOf: (run) => active.runs.get(run)?.record.type ?? ownType(reader.summary(run)),
      recordOf: (run) => active.runs.get(run)?.record ?? reader.record(run),
    });
  }

  #compose(interest: Interest): FeedState {
    const engine = this.#engine;
    const scope = this.#rowOf(interest.scopeId);
    return {
      epoch: engine.epoch,
      revision: engine.revision,
      committedAt: engine.committedAt,
      totals: engine.totals.toStats(),
      lines: engine.totals.lines,
      runCount: engine.runNumbers.length,
      tree: this.#tree.window(interest),
      scope,
      throughput: this.#throughput(scope),
      selected: this.#rowOf(interest.selectedId),
      log: scope === null ? null : this.#logState(scope.id, interest),
      queue: engine.active.settings.state,
      dead: engine.active.books.dead,
      bulks: engine.bulks.states,
      selections: this.#selections.states,
      transfers: engine.transfers.states,
      slots: { busy: engine.active.queue.running, total: engine.active.queue.slots },
      library: engine.automation.revision,
      trouble: engine.feed.trouble,
    };
  }

  #throughput(scope: TreeRow | null): FeedState['throughput'] {
    const { active, reader, throughputs } = this.#engine;
    if (scope === null) return throughputs.ofFolder(active);
    const { run, node } = parseId(scope.id);
    const opened = reader.open(run);
    return opened === null ? null : throughputs.ofNode(opened, node, active);
  }

  #logState(scopeId: string, { levels, selectionId, context }: Interest): FeedState['log'] {
    const selection = selectionId === null ? null : this.#selections.find(selectionId, scopeId, levels);
    const { total, matching, byLevel } = this.#engine.reader.view(scopeId, levels);
    const read = selection?.read(context) ?? null;
    return {
      scopeId,
      levels,
      selectionId: selection?.id ?? null,
      context: selection === null ? null : context,
      above: read?.above ?? 0,
      total,
      matching: read?.rows.matching ?? matching,
      byLevel,
      tails: this.#tails(scopeId),
    };
  }

  #tails(scopeId: string): LogTail[] {
    const { run, node } = parseId(scopeId);
    const active = this.#engine.active.runs.get(run);
    return active === undefined ? [] : tailsWithin(active, node);
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

/** The type of a run of this folder; what was opened has been asked for somewhere else. */
function ownType(summary: RunSummary | null): string | null {
  return summary === null || summary.origin !== undefined ? null : summary.type;
}
