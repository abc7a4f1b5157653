/** The hit one is at: the nearest one first, then next and previous, around the ends of the log. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import type { SelectionState } from '../../../src-shared/log-view';
import { call } from '../../engine/client';
import { rowsInView } from '../../scroll/anchor';
import type { useLogStore } from '../log-store';

/** A hit: its line, and how many hits are before it, as far as they are known. */
export interface Hit {
  readonly n: number;
  readonly row: number;
}

/** What {@link createHitPlace} needs. */
export interface HitPlaceParts {
  readonly log: ReturnType<typeof useLogStore>;
  readonly state: () => SelectionState | null;
  /** All lines that were there have been looked at. */
  readonly isExact: () => boolean;
}

/** A place among hits. */
export interface HitPlace {
  readonly current: Readonly<ShallowRef<Hit | null>>;
  /** The last step went on from this end of the log. */
  readonly wrapped: Readonly<ShallowRef<'start' | 'end' | null>>;
  /** The line from which the nearest hit is taken. */
  anchor(): number;
  /** Takes the line at the upper edge as the anchor. */
  setAnchor(): void;
  forget(): void;
  /** There may be more hits. */
  progressed(): void;
  /** To the next (1) or previous (-1) hit; steps that are asked for in a moment are all gone. */
  readonly step: (direction: 1 | -1) => void;
  readonly goTo: (hit: Hit) => void;
  /** As soon as the log shows all lines again, shows the present hit there. */
  reachInFullLog(): void;
}

/** See the head of this file. */
export function createHitPlace({ log, state, isExact }: HitPlaceParts): HitPlace {
  const current = shallowRef<Hit | null>(null);
  const wrapped = shallowRef<'start' | 'end' | null>(null);
  let anchorLine = 1;
  let steps = 0;
  let isRankOld = false;
  let isBusy = false;
  let reachLater = false;
  /** Where the log stood when the hit was reached; elsewhere the person has moved on. */
  let arrivedTop = -1;

  /** The first hit at or after a line, or the last one at or before it. */
  async function locate(n: number, backwards: boolean): Promise<Hit | null> {
    const now = state();
    if (now === null || n < 1) return null;
    const { scopeId, levels, selectionId } = now;
    try {
      return await call('log.locate', { scopeId, levels, selectionId, at: { n }, backwards });
    } catch {
      // The selection was given up meanwhile, or the engine does not answer: there is no hit to go to.
      return null;
    }
  }

  /** Number of the line at the upper edge; of a followed log, of the one that its latest rows bring there. */
  function topLine(): number {
    const seen = visible()[0] ?? 1;
    // One that races past is drawn a moment later, and who follows it is at its end.
    if (!log.follow || !log.isWhole) return seen;
    return Math.max(seen, Math.ceil(log.matching - rowsInView(log.list)) + 1);
  }

  function visible(): number[] {
    const last = log.top + rowsInView(log.list);
    const rows = log.rows.filter(({ index }) => index >= Math.floor(log.top) && index + 1 <= last + 0.5);
    return rows.flatMap(({ n }) => (n === null ? [] : [n]));
  }

  async function arrive(hit: Hit): Promise<void> {
    current.value = hit;
    if (visible().includes(hit.n)) log.setFollow(false);
    else await log.goTo(hit.n);
    arrivedTop = log.top;
  }

  /** Does one thing after the other until there is nothing left to do. */
  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (await workOnce());
    isBusy = false;
  }

  async function workOnce(): Promise<boolean> {
    const id = state()?.selectionId;
    if (id === undefined || (state()?.found ?? 0) === 0) return false;
    const isSame = (): boolean => state()?.selectionId === id;
    if (current.value === null) {
      if (isExact() && steps === 0) return false;
      const hit = (await locate(anchorLine, false)) ?? (await locate(anchorLine, true));
      if (hit === null) return false;
      steps = 0;
      if (isSame()) await arrive(hit);
    } else if (steps !== 0) {
      const direction = steps > 0 ? 1 : -1;
      const hit = await nextOf(direction);
      if (hit === null) return false;
      steps -= direction;
      if (isSame()) await arrive(hit);
    } else if (isRankOld) {
      isRankOld = false;
      const { n } = current.value;
      const hit = await locate(n, false);
      if (isSame() && hit?.n === n && current.value.n === n) current.value = hit;
    } else return false;
    return true;
  }

  /** Null while there may be one in lines that were not looked at yet. */
  async function nextOf(direction: 1 | -1): Promise<Hit | null> {
    const at = current.value?.n ?? 0;
    const isHere = log.top === arrivedTop || visible().includes(at);
    const from = isHere ? at + direction : topLine();
    const hit = await locate(from, direction < 0);
    if (hit !== null) {
      wrapped.value = null;
      return hit;
    }
    const now = state();
    if (now === null || now.scanned < now.total) return null;
    wrapped.value = direction > 0 ? 'start' : 'end';
    return direction > 0 ? locate(1, false) : locate(log.view?.state.total ?? 1, true);
  }

  watch(
    () => log.view?.state.selectionId,
    (selectionId) => {
      if (!reachLater || selectionId !== null) return;
      reachLater = false;
      if (current.value !== null) void log.goTo(current.value.n);
    },
  );

  return {
    current,
    wrapped,
    anchor: () => anchorLine,
    setAnchor() {
      anchorLine = topLine();
    },
    forget() {
      current.value = null;
      wrapped.value = null;
      steps = 0;
    },
    progressed() {
      isRankOld = !isExact();
      void work();
    },
    step(direction) {
      steps += direction;
      void work();
    },
    goTo(hit) {
      wrapped.value = null;
      void arrive(hit);
    },
    reachInFullLog() {
      reachLater = true;
    },
  };
}
