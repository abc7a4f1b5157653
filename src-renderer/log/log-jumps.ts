/** Ways through a log: to the next error, to a time, to a mark, to a line that a reference names. */
import { defineStore } from 'pinia';
import type { LogState } from '../../src-shared/contract';
import type { LogRow } from '../../src-shared/model';
import { call } from '../engine/client';
import { allLevels, levelBit } from '../engine/interest';
import { useFeedStore } from '../feed/feed-store';
import { useSelectionStore } from '../scope/selection-store';
import { texts } from '../texts';
import { parseTarget, type GoToTarget } from './go-to-target';
import { runOf } from './line-link';
import { useLogNote } from './log-note';
import { useLogStore } from './log-store';
import { addressOf } from './log-view';
import { useRowSelection } from './row-selection';
import type { Mark } from './marks-store';

/** Lines of a trace that are looked at to find where its error, or the next one, begins. */
const traceRows = 200;

/** What was reached in words when it is not what was asked for. */
export interface GoToAnswer {
  readonly text: string;
  readonly isWrong: boolean;
}

/** Jumps of the log that is shown. */
export const useLogJumps = defineStore('log-jumps', () => {
  const log = useLogStore();
  const feed = useFeedStore();
  const selection = useRowSelection();
  const scope = useSelectionStore();
  const note = useLogNote();

  /** The line that keys act on: the selected one, the one that was jumped to, or the first in view. */
  function currentRow(): LogRow | null {
    const index = currentIndex();
    return (index === null ? undefined : log.view?.pages.row(index)) ?? null;
  }

  function currentIndex(): number | null {
    if (selection.head !== null) return selection.head;
    const inView = log.rows.map(({ index }) => index);
    if (log.reached !== null && inView.includes(log.reached)) return log.reached;
    return inView.find((index) => index >= log.top) ?? inView[0] ?? null;
  }

  /** Goes to the next error, or the one before; lines of a trace belong to their error. */
  async function goToError(direction: 'next' | 'previous' | 'first'): Promise<void> {
    const state = log.view?.state;
    if (state === undefined) return;
    if (state.byLevel.error === 0) {
      note.say(texts.reading.noErrors);
      return;
    }
    if (direction === 'first') log.showLevel('error');
    const current = direction === 'first' ? null : currentRow();
    const n = await numberOfError(direction, current?.n ?? 0);
    if (n === null) {
      note.say(direction === 'previous' ? texts.reading.noErrorBefore : texts.reading.noErrorAfter);
      return;
    }
    log.showLevel('error');
    await log.goTo(n);
    if (log.reached !== null) selection.select(log.reached, log.reached);
  }

  async function numberOfError(
    direction: 'next' | 'previous' | 'first',
    from: number,
  ): Promise<number | null> {
    const view = log.view;
    if (view === null) return null;
    const backwards = direction === 'previous';
    const start = backwards ? from - 1 : from + 1;
    if (start < 1) return null;
    const address = { scopeId: view.state.scopeId, levels: levelBit('error'), selectionId: null };
    const found = await call('log.locate', { ...address, at: { n: start }, backwards });
    if (found === null) return null;
    const first = backwards ? Math.max(0, found.row - traceRows + 1) : found.row;
    const count = backwards ? found.row - first + 1 : traceRows;
    const { rows } = await call('log.rows', { ...address, from: first, count });
    const heads = rows.filter((row) => !isTrace(row));
    const head = backwards ? heads.at(-1) : heads[0];
    return head?.n ?? (direction === 'next' ? null : found.n);
  }

  /** Goes where the text says. Null: there; else what was wrong with it, or what was reached instead. */
  async function goToText(text: string): Promise<GoToAnswer | null> {
    const total = log.view?.state.total ?? 0;
    const target = parseTarget(text, feed.message?.scope?.startedAt ?? 0);
    if (target === null) return { text: texts.reading.goToUnread, isWrong: true };
    if (target.kind === 'first-error') {
      if ((log.view?.state.byLevel.error ?? 0) === 0) return { text: texts.reading.noErrors, isWrong: true };
      await goToError('first');
      return null;
    }
    if (target.kind === 'time') return goToTime(target);
    const { n } = target;
    if (n < 1 || n > total) return { text: texts.log.goToUnknown(total), isWrong: true };
    const reached = await log.goTo(n);
    if (reached === n) return null;
    if (reached === null) return { text: texts.log.goToAllHidden(n), isWrong: true };
    return { text: texts.log.goToHidden(n, reached), isWrong: false };
  }

  async function goToTime({ from, to }: GoToTarget & { kind: 'time' }): Promise<GoToAnswer | null> {
    const n = await log.goToPlace({ time: from });
    const view = log.view;
    if (n === null || view === null || log.reached === null) {
      return { text: texts.reading.nothingFrom(from), isWrong: true };
    }
    const { rows } = await call('log.rows', { ...addressOf(view.state), from: log.reached, count: 1 });
    const time = rows[0]?.time;
    if (time === undefined || time < to) return null;
    return { text: texts.reading.nothingAt(n, time), isWrong: false };
  }

  /** Goes to line `n` of a run, whatever is shown now. */
  async function openLine(runId: string, n: number): Promise<void> {
    scope.choose({ id: runId, kind: 'run' });
    const reached = await log.open(runId, n);
    if (reached !== n) note.say(texts.reading.noSuchLine(n, runId), true);
    else if (log.reached !== null) selection.select(log.reached, log.reached);
  }

  /** Goes to the first line of an attempt; narrows to its job where the log that is shown is not its. */
  async function goToAttempt(jobId: string, attempt: number): Promise<void> {
    const at = { jobId, attempt };
    const state = log.view?.state;
    if (state === undefined) return;
    const first = await call('log.locate', { scopeId: jobId, levels: allLevels, selectionId: null, at });
    if (first === null) {
      note.say(texts.reading.attemptSilent(attempt));
      return;
    }
    // Its first line that the levels show; of another scope or selection none of its lines is found.
    const found = await call('log.locate', { ...addressOf(state), at });
    const shown = found === null ? [] : await rowsAt(state, found.row);
    if (shown[0]?.jobId === jobId && shown[0].attempt === attempt) await log.goToPlace(at);
    else {
      scope.narrow(jobId);
      await log.open(jobId, first.n);
    }
    if (log.reached !== null) selection.select(log.reached, log.reached);
  }

  async function rowsAt(state: LogState, index: number): Promise<readonly LogRow[]> {
    return (await call('log.rows', { ...addressOf(state), from: index, count: 1 })).rows;
  }

  /** Goes to a marked line: in the log that is shown when it is a part of it, else in that of the run. */
  async function goToMark(mark: Mark): Promise<void> {
    const state = log.view?.state;
    if (state === undefined) return;
    const at = { jobId: mark.jobId, line: mark.line };
    const n = await log.goToPlace(at);
    const { rows } =
      n === null || log.reached === null
        ? { rows: [] }
        : await call('log.rows', { ...addressOf(state), from: log.reached, count: 1 });
    if (rows[0]?.seq !== mark.seq) await openLine(runOf(mark.jobId), mark.seq);
  }

  return { currentRow, currentIndex, goToError, goToText, openLine, goToAttempt, goToMark };
});

/** Whether the line goes on with what the error before it began. */
function isTrace({ text }: LogRow): boolean {
  return /^\s/.test(text);
}
