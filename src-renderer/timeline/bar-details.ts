/** What is said of the bar below the pointer or the focus; the engine is asked for what the bar does not know. */
import { shallowRef, type ShallowRef } from 'vue';
import type { NodeDetails, NodeId } from '../../src-shared/model';
import type { BarOutcome, TimelineBars } from '../../src-shared/timeline';
import { call } from '../engine/client';
import { formatClock, formatDuration } from '../format/times';
import { texts } from '../texts';
import { timelineTexts } from '../texts-faces';
import { outcomeOrder, statusOf } from './outcomes';

/** A bar as it is told. */
export interface BarDetails {
  readonly bar: number;
  readonly id: NodeId;
  readonly outcome: BarOutcome;
  readonly name: string;
  /** Which attempt it is; or that there are several. */
  readonly which: string;
  readonly lines: readonly string[];
}

/** Details that are kept. */
const kept = 64;

/** Tells bars of one run after the other; the latest question wins. */
export function useBarDetails(): {
  readonly details: Readonly<ShallowRef<BarDetails | null>>;
  /** Null: nothing is told any more. */
  tell(runId: NodeId, bars: TimelineBars, bar: number | null, now: number): Promise<void>;
} {
  const details = shallowRef<BarDetails | null>(null);
  const known = new Map<string, NodeDetails>();
  let asked = 0;

  async function nodeOf(id: NodeId, attempt: number, isFinal: boolean): Promise<NodeDetails> {
    const key = `${id} ${attempt}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const node = await call('node.show', { id });
    if (known.size >= kept) known.clear();
    if (isFinal) known.set(key, node);
    return node;
  }

  async function tell(runId: NodeId, bars: TimelineBars, bar: number | null, now: number): Promise<void> {
    const question = ++asked;
    if (bar === null || bar >= bars.slot.length) {
      details.value = null;
      return;
    }
    const id = `${runId}.${bars.node[bar] ?? 0}`;
    const outcome = outcomeOrder[bars.outcome[bar] ?? 0] ?? 'other';
    try {
      const node = await nodeOf(id, bars.attempt[bar] ?? 0, outcome !== 'running');
      if (question === asked) details.value = { bar, id, outcome, ...describe(node, bars, bar, now) };
    } catch {
      // The run is gone; the feed says so.
      if (question === asked) details.value = null;
    }
  }

  return { details, tell };
}

function describe(
  node: NodeDetails,
  bars: TimelineBars,
  bar: number,
  now: number,
): Pick<BarDetails, 'name' | 'which' | 'lines'> {
  const [slot = 0, start = 0, end = 0] = [bars.slot[bar], bars.start[bar], bars.end[bar]];
  const [count = 1, number = 1] = [bars.attempts[bar], bars.attempt[bar]];
  const outcome = outcomeOrder[bars.outcome[bar] ?? 0] ?? 'other';
  const range = timelineTexts.range(formatClock(start), formatClock(end));
  if (count > 1) {
    return {
      name: timelineTexts.merged(count),
      which: timelineTexts.slot(slot),
      lines: [timelineTexts.mergedWorst(timelineTexts.worst[outcome]), range],
    };
  }
  const attempt = node.attempts.find((one) => one.attempt === number);
  const which = timelineTexts.attempt(number, Math.max(node.attempt, number));
  if (attempt?.status === 'running') {
    return {
      name: node.name,
      which,
      lines: [
        timelineTexts.running(formatDuration(now - start), slot),
        timelineTexts.since(formatClock(start)),
      ],
    };
  }
  const after = formatDuration(end - start);
  const exitCode = attempt?.exitCode ?? null;
  const how =
    attempt?.signal != null
      ? capital(texts.details.endedBy(attempt.signal))
      : texts.status(attempt?.status ?? statusOf(outcome));
  const first =
    exitCode === null ? timelineTexts.ended(how, after, slot) : timelineTexts.exit(exitCode, after, slot);
  return { name: node.name, which, lines: [first, range] };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
