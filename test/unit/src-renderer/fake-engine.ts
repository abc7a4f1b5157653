/** An engine for tests of the stores: answers what it is told to, and notes what it was asked. */
import { vi } from 'vitest';
import type {
  CommandName,
  FeedMessage,
  FeedParcel,
  Interest,
  LogState,
  TreeWindow,
} from '../../../src-shared/contract';
import { emptyStats, type LogRow, type TreeRow } from '../../../src-shared/model';

type Handler = (input: never) => unknown;

/** See the head of this file. */
export class FakeEngine {
  readonly calls: { name: CommandName; input: unknown }[] = [];
  /** What answers a command; none answers with an empty object. A thrown error becomes an error reply. */
  readonly handlers: Partial<Record<CommandName, Handler>> = {};
  #listeners: ((parcel: FeedParcel) => void)[] = [];

  /** Puts this engine behind `window.runsheet`, in a page that paints at once and always has time. */
  install(): void {
    const commands = new Proxy(
      {},
      {
        get: (_, name: CommandName) => async (input: never) => {
          this.calls.push({ name, input });
          try {
            const value = await this.handlers[name]?.(input);
            return { ok: true, value: value === undefined ? {} : value };
          } catch (error) {
            return { ok: false, error: { code: 'connection-lost', message: String(error), hint: null } };
          }
        },
      },
    );
    const events = {
      feed: (listener: (parcel: FeedParcel) => void) => {
        this.#listeners.push(listener);
        return () => undefined;
      },
    };
    vi.stubGlobal('window', { runsheet: { commands, events } });
    vi.stubGlobal('document', { hidden: true });
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('requestIdleCallback', (work: () => void) => setTimeout(work, 0));
  }

  /** Sends a message of the feed with all its rows, or a parcel as it is. */
  send(message: FeedMessage | FeedParcel): void {
    for (const listener of this.#listeners) listener({ number: 0, isWhole: true, ...message });
  }

  /** Inputs of the calls of one command. */
  inputs(name: CommandName): unknown[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.input);
  }
}

/** Timers that may follow one from another before all is quiet. */
const hops = 12;

/**
 * Lets everything happen that needs no time. Timers of one length run in the order in which they were set, so each
 * turn here comes after whatever the turn before has set off, however slow the machine is.
 */
export async function settled(): Promise<void> {
  for (let hop = 0; hop < hops; hop++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A message of the feed about an empty folder. */
export function feedMessage(
  previousRevision: number | null,
  revision: number,
  change: Partial<FeedMessage> = {},
): FeedMessage {
  return {
    epoch: 'a',
    previousRevision,
    revision,
    committedAt: 0,
    totals: emptyStats(),
    lines: 0,
    runCount: 0,
    tree: treeWindow(0, []),
    scope: null,
    throughput: null,
    selected: null,
    log: null,
    slots: { busy: 0, total: 0 },
    queue: { paused: false, limit: null, running: 0, groups: [] },
    dead: 0,
    bulks: [],
    selections: [],
    transfers: [],
    library: 0,
    trouble: null,
    ...change,
  };
}

/** Rows of a tree that is neither sorted nor filtered; all of them, unless told otherwise. */
export function treeWindow(from: number, rows: TreeRow[], change: Partial<TreeWindow> = {}): TreeWindow {
  return {
    rowCount: from + rows.length,
    from,
    rows,
    shift: 0,
    matches: null,
    progress: null,
    selectedRow: null,
    above: { rows: [], more: 0 },
    below: { rows: [], more: 0 },
    ...change,
  };
}

/** A run as a row of the tree. */
export function runRow(id: string, change: Partial<TreeRow> = {}): TreeRow {
  return {
    id,
    parentId: null,
    runId: id,
    kind: 'run',
    type: 'sample',
    name: 'Sample',
    status: 'running',
    reason: null,
    attempt: 0,
    createdAt: 0,
    startedAt: 0,
    endedAt: null,
    exitCode: null,
    error: null,
    lines: 0,
    stats: emptyStats(),
    position: 0,
    depth: 0,
    childCount: 0,
    open: false,
    held: false,
    paused: false,
    dead: false,
    maximumAttempts: 0,
    readyAt: null,
    cancelling: false,
    tolerated: false,
    progress: null,
    waitsFor: [],
    origin: null,
    ...change,
  };
}

/** The state of a log in which every tenth line is a warning and the others are info. */
export function logState(scopeId: string, levels: number, total: number): LogState {
  const warn = Math.floor(total / 10);
  const matching = (levels & 2 ? total - warn : 0) + (levels & 4 ? warn : 0);
  const byLevel = { debug: 0, info: total - warn, warn, error: 0 };
  return { scopeId, levels, selectionId: null, context: null, above: 0, total, matching, byLevel, tails: [] };
}

/** Rows of that log. */
export function logRows(
  { levels, from, count }: { levels: number; from: number; count: number },
  total: number,
  row: (n: number) => LogRow,
): LogRow[] {
  const isShown = (n: number): boolean => (levels & (n % 10 === 0 ? 4 : 2)) !== 0;
  const numbers = Array.from({ length: total }, (_, at) => at + 1).filter(isShown);
  return numbers.slice(from, from + count).map((n, at) => ({ ...row(n), row: from + at }));
}

/** Line `n` or the next that is shown, as a row. */
export function logRowOf(
  { levels, n }: Pick<Interest, 'levels'> & { n: number },
  total: number,
): number | null {
  const isShown = (one: number): boolean => (levels & (one % 10 === 0 ? 4 : 2)) !== 0;
  const numbers = Array.from({ length: total }, (_, at) => at + 1).filter(isShown);
  const row = numbers.findIndex((one) => one >= n);
  return row === -1 ? null : row;
}
