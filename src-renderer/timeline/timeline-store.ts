/**
 * The timeline that is shown: which part of the run, what the engine answered about it, and when it is asked again. The
 * last answer stays and is drawn where its times belong until the next one is here, so moving never waits.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { CommandInput } from '../../src-shared/contract';
import type { NodeId } from '../../src-shared/model';
import type { TimelineAttempt, TimelineOverview, TimelineWindow } from '../../src-shared/timeline';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useSelectionStore } from '../scope/selection-store';
import { askLatest } from './ask-latest';
import { inside, lengthOf, moved, reaching, wholeRun, zoomed, type TimeSpan } from './time-span';

/** An answer about a part of the run. */
export interface TimelinePicture {
  readonly window: TimelineWindow;
  /** What was asked for. */
  readonly span: TimeSpan;
  readonly firstSlot: number;
  readonly selectedId: NodeId | null;
}

/** Where the canvas is, and how much of it is to be seen. */
export interface TimelinePlace {
  /** Pixels of the lanes; 0 while there are none. */
  readonly width: number;
  readonly firstSlot: number;
  readonly slots: number;
  /** Pixels of the overview. */
  readonly overviewWidth: number;
}

/** Milliseconds between two questions about a run that goes on: time in which nothing moves by a pixel, within limits. */
const soonestMs = 40;
const latestMs = 500;
/** Pixels of a column of the overview. */
const columnWidth = 4;
/** Of the window on each side of it, so that there are bars when it is moved. */
const marginShare = 0.5;
/** Room behind now, as a share of what is shown. */
const roomAhead = 0.04;

/** See the head of this file. */
export const useTimelineStore = defineStore('timeline', () => {
  const feed = useFeedStore();
  const selection = useSelectionStore();
  const place = shallowRef<TimelinePlace>({ width: 0, firstSlot: 1, slots: 1, overviewWidth: 0 });
  const overview = shallowRef<TimelineOverview | null>(null);
  const picture = shallowRef<TimelinePicture | null>(null);
  const failure = shallowRef<string | null>(null);
  /** The part that a person chose; null: the whole run. */
  const chosen = shallowRef<TimeSpan | null>(null);
  /** The chosen part ends at now and goes on with it. */
  const isFollowing = shallowRef(false);
  /** The attempt that is to be seen of the job that was chosen last, another object each time; null where it has none. */
  const revealed = shallowRef<TimelineAttempt | null>(null);
  /** Something was chosen and has not been looked for yet. */
  let isToReveal = false;
  /** The choice that was made where it is seen, by the number of the choices. */
  let choiceInView = -1;
  /** When the overview was answered, by the page's clock. */
  let overviewAt = 0;
  /** Counts what has changed in the run and is to be asked for. */
  const liveTick = shallowRef(0);
  let liveTimer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = -Infinity;

  const runId = computed(() => feed.message?.scope?.runId ?? null);
  const scopeId = computed(() => feed.message?.scope?.id ?? null);
  /** Nothing is asked for while nobody looks. */
  const isShown = shallowRef(false);
  const isEmpty = computed(() => overview.value?.from === null);

  /** Now, by the engine's clock; the end of a run that has ended. */
  function now(): number {
    const told = overview.value;
    if (told === null) return 0;
    return told.isLive ? told.to + Math.max(0, performance.now() - overviewAt) : told.to;
  }

  /** The whole run; null before anything has started. */
  function bounds(): TimeSpan | null {
    const told = overview.value;
    return told === null || told.from === null ? null : wholeRun(told.from, now(), told.isLive);
  }

  /** What is shown at this moment; null when there is nothing. */
  function span(): TimeSpan | null {
    const whole = bounds();
    const part = chosen.value;
    if (whole === null || part === null) return whole;
    if (!isFollowing.value || overview.value?.isLive !== true) return inside(part, whole);
    const length = lengthOf(part);
    const to = now() + length * roomAhead;
    return inside({ from: to - length, to }, whole);
  }

  /** Shows a part of the run; one that reaches now goes on with it. */
  function show(part: TimeSpan): void {
    const whole = bounds();
    if (whole === null) return;
    const kept = inside(part, whole);
    if (lengthOf(kept) >= lengthOf(whole) * 0.999) {
      showWhole();
      return;
    }
    chosen.value = kept;
    isFollowing.value = overview.value?.isLive === true && kept.to >= now();
    windowQuestion.consider();
  }

  function showWhole(): void {
    chosen.value = null;
    isFollowing.value = false;
    windowQuestion.consider();
  }

  /** Zooms; `around` is the time that stays in its place, default the middle. */
  function zoom(factor: number, around?: number): TimeSpan | null {
    const [part, whole] = [span(), bounds()];
    if (part === null || whole === null) return null;
    return zoomed(part, factor, around ?? (part.from + part.to) / 2, whole);
  }

  /** Moves by a share of what is shown. */
  function moveBy(share: number): void {
    const [part, whole] = [span(), bounds()];
    if (part !== null && whole !== null) show(moved(part, lengthOf(part) * share, whole));
  }

  const overviewQuestion = askLatest({
    wanted: () => {
      const id = runId.value;
      if (!isShown.value || id === null) return null;
      const parts = Math.min(1024, Math.max(1, Math.floor(place.value.overviewWidth / columnWidth)));
      return { key: `${id} ${parts} ${liveTick.value}`, question: { runId: id, parts } };
    },
    ask: (question) => call('timeline.overview', question),
    answered: (answer, { runId: asked }) => {
      if (asked !== runId.value) return;
      overview.value = answer;
      overviewAt = performance.now();
      failure.value = null;
      windowQuestion.consider();
    },
    failed: fail,
  });

  const windowQuestion = askLatest<CommandInput<'timeline.window'>, TimelineWindow>({
    wanted: () => {
      const [part, scope] = [span(), scopeId.value];
      const { width, firstSlot, slots } = place.value;
      if (!isShown.value || width === 0 || part === null || scope === null) return null;
      const selectedId = selection.selectedId;
      // A part that goes on with now is asked for again with each change of the run, not with each moment.
      const isMoving = chosen.value === null || isFollowing.value;
      const times = isMoving ? `${chosen.value === null}` : `${part.from} ${part.to}`;
      const live = overview.value?.isLive === true || isMoving ? liveTick.value : 0;
      return {
        key: [scope, selectedId, width, firstSlot, slots, times, live, overview.value?.isLive].join(' '),
        question: {
          scopeId: scope,
          from: part.from,
          to: part.to,
          margin: lengthOf(part) * marginShare,
          pixels: Math.max(1, Math.round(width)),
          firstSlot,
          slots,
          selectedId,
        },
      };
    },
    ask: (question) => call('timeline.window', question),
    answered: (window, { scopeId: asked, from, to, firstSlot, selectedId }) => {
      if (asked.split('.')[0] !== runId.value) return;
      picture.value = { window, span: { from, to }, firstSlot, selectedId };
      failure.value = null;
      revealChosen();
    },
    failed: fail,
  });

  /** A job that was chosen is seen: what is shown goes to its last attempt where none of them reaches into it. */
  function revealChosen(): void {
    const told = picture.value;
    if (!isToReveal || !isShown.value || told === null || told.selectedId !== selection.selectedId) return;
    isToReveal = false;
    const [part, whole] = [span(), bounds()];
    if (part === null || whole === null) return;
    const spanOf = ({ start, end }: TimelineAttempt): TimeSpan => ({ from: start, to: end ?? now() });
    const isSeen = (attempt: TimelineAttempt): boolean => reaching(part, spanOf(attempt), whole) === part;
    const { selected } = told.window;
    const wanted = selected.findLast(isSeen) ?? selected.at(-1);
    revealed.value = wanted === undefined ? null : { ...wanted };
    if (wanted !== undefined && !isSeen(wanted)) show(reaching(part, spanOf(wanted), whole));
  }

  /** Chooses a job whose bar is under the pointer: nothing moves. */
  function chooseInView(id: NodeId): void {
    selection.choose({ id, kind: 'job' });
    choiceInView = selection.choices;
  }

  function fail(error: unknown): void {
    failure.value = toDetails(error).message;
  }

  /** The run has changed: asks again, but not before anything can have moved by a pixel. */
  function tick(): void {
    if (!isShown.value || liveTimer !== undefined) return;
    const part = span();
    const pixelMs = part === null ? soonestMs : lengthOf(part) / Math.max(1, place.value.width);
    const waitMs = Math.min(latestMs, Math.max(soonestMs, pixelMs)) - (performance.now() - askedAt);
    liveTimer = setTimeout(
      () => {
        liveTimer = undefined;
        askedAt = performance.now();
        liveTick.value++;
        overviewQuestion.consider();
        windowQuestion.consider();
      },
      Math.max(0, waitMs),
    );
  }

  watch(
    () => [feed.message?.epoch, feed.message?.scope?.runId, feed.message?.revision] as const,
    ([epoch, id], [epochBefore, idBefore]) => {
      if (id !== idBefore || epoch !== epochBefore) {
        overview.value = null;
        picture.value = null;
        failure.value = null;
        chosen.value = null;
        isFollowing.value = false;
        liveTick.value++;
      }
      // A run that has ended does not change any more; one that is tried again says so by its status.
      if (overview.value?.isLive === false && feed.message?.scope?.status === lastStatus) return;
      lastStatus = feed.message?.scope?.status;
      tick();
    },
  );
  let lastStatus = feed.message?.scope?.status;

  watch(
    () => selection.choices,
    () => {
      isToReveal = selection.choices !== choiceInView;
      revealChosen();
    },
  );
  watch([isShown, place, scopeId, () => selection.selectedId], () => {
    overviewQuestion.consider();
    windowQuestion.consider();
  });

  return {
    isShown,
    place,
    overview,
    picture,
    failure,
    chosen,
    isFollowing,
    revealed,
    isEmpty,
    runId,
    now,
    bounds,
    span,
    show,
    showWhole,
    zoom,
    moveBy,
    chooseInView,
  };
});
