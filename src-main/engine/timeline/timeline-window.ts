/** Reads a part of a run's timeline: its bars at the resolution they are drawn in, and the sums over all its slots. */
import type { TimelineAttempt, TimelineOverview, TimelineWindow } from '../../../src-shared/timeline';
import { barOutcomes } from '../../../src-shared/timeline';
import { formatId } from '../jobs/ids';
import { hasEnded } from '../jobs/job-states';
import type { RunTree } from '../jobs/run-tree';
import { outcomes } from './attempt-columns';
import { BarGatherer } from './merge-bars';
import type { RunTimeline } from './run-timeline';

/** Pixels from which a bar has room for a name. */
const namedFrom = 56;
const longestCount = 5;
/** Attempts that are looked at without a break. */
const slice = 4096;

/** What is asked for, as in the command `timeline.window`. */
export interface WindowQuestion {
  /** Node whose attempts are meant; 0: all. */
  readonly scope: number;
  readonly from: number;
  readonly to: number;
  readonly margin: number;
  readonly pixels: number;
  readonly firstSlot: number;
  readonly slots: number;
  /** Job whose attempts are told one by one, or null. */
  readonly selected: number | null;
  /** The engine's clock. */
  readonly now: number;
}

/** Whether the run goes on, and where what runs reaches. */
function endOf(timeline: RunTimeline, { table }: RunTree, now: number): { isLive: boolean; now: number } {
  const isLive = timeline.running.size > 0 || !hasEnded(table.status(0));
  return { isLive, now: isLive ? Math.max(now, timeline.lastEnd) : timeline.lastEnd };
}

/** The whole run at a glance, in so many parts. */
export function readOverview(
  timeline: RunTimeline,
  tree: RunTree,
  asked: { readonly parts: number; readonly now: number },
): TimelineOverview {
  const { attempts, lanes, parts, running } = timeline;
  const { table } = tree;
  const { isLive, now } = endOf(timeline, tree, asked.now);
  const starts = Array.from(running, (at) => attempts.start[at]);
  const shape = parts?.read(now, asked.parts, starts) ?? { busy: [], failed: [] };
  const time = (of: number): number | null => (of === 0 ? null : of);
  const steps: TimelineOverview['steps'] = [];
  for (let n = 1; n < table.length && table.kind(n) === 'step'; n++) {
    const [start, end] = [time(table.startedAt(n)), time(table.endedAt(n))];
    steps.push({ id: formatId(tree.run, n), name: tree.text(n).name, status: table.status(n), start, end });
  }
  const from = parts?.origin ?? null;
  return { from, to: now, isLive, slots: lanes.length, attempts: attempts.length, ...shape, steps };
}

/** A window of it; yields between slices of work. */
export function* readWindow(
  timeline: RunTimeline,
  tree: RunTree,
  asked: WindowQuestion,
): Generator<undefined, TimelineWindow, void> {
  const { attempts, lanes } = timeline;
  const { start, end, node, outcome } = attempts;
  const { now } = endOf(timeline, tree, asked.now);
  const msPerPixel = (asked.to - asked.from) / asked.pixels;
  const gatherer = new BarGatherer(msPerPixel, now);
  const isInScope = scopeOf(tree, asked.scope);
  const timeOf = new Float64Array(barOutcomes.length);
  const countOf = new Uint32Array(barOutcomes.length);
  const longest: { at: number; duration: number }[] = [];
  const names: TimelineWindow['names'] = [];
  const slotNames: string[] = [];
  const [clipFrom, clipTo] = [Math.max(asked.from, timeline.parts?.origin ?? now), Math.min(asked.to, now)];
  let looked = 0;
  for (let lane = 0; lane < lanes.length; lane++) {
    const positions = lanes.of(lane);
    const isAsked = lane + 1 >= asked.firstSlot && lane + 1 < asked.firstSlot + asked.slots;
    let last = -1;
    const first = lanes.firstAfter(lane, asked.from - asked.margin);
    for (let index = first; index < positions.length; index++) {
      const at = positions.at(index);
      if (start[at] >= asked.to + asked.margin) break;
      if (++looked % slice === 0) yield;
      const until = Math.min(end[at], now);
      const shown = isInScope(node[at]) ? outcome[at] : outcomes.other;
      const isBar = isAsked && gatherer.add(attempts, at, shown);
      const isInWindow = start[at] < asked.to && (end[at] > asked.from || start[at] === asked.from);
      if (isBar && (until - start[at]) / msPerPixel >= namedFrom) {
        names.push({ bar: gatherer.bars.start.length - 1, name: tree.text(node[at]).name });
      }
      if (!isInWindow) continue;
      last = at;
      timeOf[shown] += Math.max(0, Math.min(until, clipTo) - Math.max(start[at], clipFrom));
      countOf[shown]++;
      if (shown !== outcomes.other) keepLongest(longest, at, until - start[at]);
    }
    if (isAsked) slotNames.push(last === -1 ? '' : tree.text(node[last]).name);
  }
  const one = (at: number): TimelineAttempt => oneAttempt(timeline, tree, at);
  const used = timeOf.reduce((sum, ms) => sum + ms, 0);
  const failed = timeOf[outcomes.failed] + timeOf[outcomes.retried];
  return {
    now,
    bars: gatherer.bars,
    names,
    slotNames,
    selected: asked.selected === null ? [] : attempts.allOf(asked.selected).map(one),
    slotTime: {
      completed: timeOf[outcomes.completed],
      running: timeOf[outcomes.running],
      failed,
      cancelled: timeOf[outcomes.cancelled],
      other: timeOf[outcomes.other],
      idle: Math.max(0, lanes.length * Math.max(0, clipTo - clipFrom) - used),
    },
    attempts: {
      completed: countOf[outcomes.completed],
      running: countOf[outcomes.running],
      cancelled: countOf[outcomes.cancelled],
      retried: countOf[outcomes.retried],
      failed: countOf[outcomes.failed],
    },
    longest: longest.map(({ at }) => one(at)),
  };
}

function scopeOf(tree: RunTree, scope: number): (node: number) => boolean {
  const { table } = tree;
  if (scope === 0) return () => true;
  if (table.kind(scope) === 'step') return (node) => table.step(node) === scope;
  return (node) => tree.isWithin(node, scope);
}

function oneAttempt({ attempts }: RunTimeline, tree: RunTree, at: number): TimelineAttempt {
  const node = attempts.node[at];
  return {
    id: formatId(tree.run, node),
    name: tree.text(node).name,
    attempt: attempts.attempt[at],
    slot: attempts.slot[at],
    start: attempts.start[at],
    end: attempts.end[at] === Infinity ? null : attempts.end[at],
    outcome: barOutcomes[attempts.outcome[at]],
  };
}

/** Keeps the few longest, the longest first; of equal ones the first. */
function keepLongest(longest: { at: number; duration: number }[], at: number, duration: number): void {
  const least = longest.at(-1);
  if (longest.length === longestCount && least !== undefined && duration <= least.duration) return;
  if (longest.length === longestCount) longest.pop();
  let place = longest.length;
  while (place > 0 && longest[place - 1].duration < duration) place--;
  longest.splice(place, 0, { at, duration });
}
