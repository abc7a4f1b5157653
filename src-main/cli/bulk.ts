/** Actions on all jobs that match: the engine does them in chunks, here their progress is shown. */
import type { BulkState, CommandInput, JobFilter } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import type { CliContext } from './context';
import type { Interruption } from './interruption';
import type { Changer } from './link/change-folder';
import { numberText } from './text/numbers';

/** Plain lines come at most this often. */
const linesEveryMs = 5000;

/** What is done, and to which jobs. */
export interface BulkOrder {
  readonly action: CommandInput<'bulk.start'>['action'];
  readonly filter: JobFilter;
  /** How the progress calls it: "retrying". */
  readonly doing: string;
}

/** How it went; `stopped` when a signal ended it between two chunks. */
export interface BulkResult {
  readonly total: number;
  readonly done: number;
  readonly changed: number;
  readonly stopped: boolean;
}

/** Does the orders one after the other. Throws why one of them ended early. */
export async function runBulks(
  context: CliContext,
  changer: Changer,
  orders: readonly BulkOrder[],
  interruption: Interruption,
): Promise<BulkResult> {
  const sum = { total: 0, done: 0, changed: 0 };
  for (const order of orders) {
    if (interruption.isAsked) break;
    const state = await runBulk(context, changer, order, interruption);
    sum.total += state.total;
    sum.done += state.done;
    sum.changed += state.changed;
    // What a person has stopped is no error.
    if (state.error !== null && !interruption.isAsked) throw new RunsheetError('internal', state.error);
  }
  return { ...sum, stopped: interruption.isAsked };
}

async function runBulk(
  context: CliContext,
  { call }: Changer,
  { action, filter, doing }: BulkOrder,
  interruption: Interruption,
): Promise<BulkState> {
  const show = progressOf(context, doing);
  let state = await call('bulk.start', { action, filter });
  const { bulkId } = state;
  let isStopping = false;
  try {
    while (!state.ended) {
      show(state);
      const next = call('bulk.wait', { bulkId, done: state.done });
      const first = isStopping ? await next : await Promise.race([next, interruption.asked]);
      if (first === 'interrupted') {
        isStopping = true;
        await call('bulk.stop', { bulkId });
        state = await next;
      } else state = first;
    }
  } finally {
    show(null);
  }
  return state;
}

function progressOf({ json, err }: CliContext, doing: string): (state: BulkState | null) => void {
  let told = performance.now();
  let isDrawn = false;
  return (state) => {
    if (json) return;
    if (err.isTerminal) {
      if (state !== null || isDrawn)
        void err.write(`\r\u001b[K${state === null ? '' : textOf(state, doing)}`);
      isDrawn = state !== null;
      return;
    }
    if (state === null || performance.now() - told < linesEveryMs) return;
    told = performance.now();
    void err.line(textOf(state, doing));
  };
}

function textOf({ done, total }: BulkState, doing: string): string {
  return `${doing} ${numberText(done)} of ${numberText(total)}`;
}
