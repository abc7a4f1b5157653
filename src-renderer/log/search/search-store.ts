/**
 * What a person looks for in the log: one selection of the engine at a time, the hit one is at, and whether only hits
 * are rows. Looking starts as the person types; what was looked for before is given up.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { compilePattern, findPatternFault } from '../../../src-shared/log-pattern';
import type { LogQuery, SelectionState } from '../../../src-shared/log-view';
import { call, toDetails } from '../../engine/client';
import { useFeedStore } from '../../feed/feed-store';
import { useSelectionStore } from '../../scope/selection-store';
import { useNavigationStore } from '../../shell/navigation-store';
import { searchTexts } from '../../texts-log';
import { useLogChoices } from '../log-choices';
import { useLogStore } from '../log-store';
import { canHighlight } from './highlight';
import { createHitPlace } from './hit-place';

/** How the text is meant. */
export type SearchOptions = Omit<LogQuery, 'text'>;

/** See the head of this file. */
export const useSearchStore = defineStore('search', () => {
  const feed = useFeedStore();
  const selection = useSelectionStore();
  const navigation = useNavigationStore();
  const log = useLogStore();
  const choices = useLogChoices();
  const text = shallowRef('');
  const options = shallowRef<SearchOptions>({ regex: false, matchCase: false, wholeWord: false });
  /** Only hits are rows of the log. */
  const isFilter = shallowRef(false);
  const isListOpen = shallowRef(false);
  const failure = shallowRef<string | null>(null);
  /** How far it had come when the person stopped it. */
  const stopped = shallowRef<SelectionState | null>(null);
  const answer = shallowRef<SelectionState | null>(null);
  /** It had come to the end once: from then on only new lines are looked at, and hits only follow. */
  const isExact = shallowRef(false);

  const query = computed<LogQuery | null>(() =>
    text.value === '' ? null : { text: text.value, ...options.value },
  );
  const fault = computed(() => (query.value === null ? null : findPatternFault(query.value)));
  /** What marks hits in lines that are drawn; null when nothing is to be marked. */
  const pattern = computed(() => {
    if (query.value === null || fault.value !== null || !canHighlight(query.value)) return null;
    return compilePattern(query.value);
  });
  /** How far it is, as the feed tells it. */
  const state = computed<SelectionState | null>(() => {
    const id = answer.value?.selectionId;
    return feed.message?.selections.find((one) => one.selectionId === id) ?? answer.value;
  });
  const hits = createHitPlace({ log, state: () => state.value, isExact: () => isExact.value });

  /** Given up, but still shown. */
  let retired: string | null = null;
  let isAsking = false;
  let askAgain = false;

  /** Looks for what is asked for now; while a question is open, the next one waits for its answer. */
  async function look(): Promise<void> {
    askAgain = true;
    if (isAsking) return;
    isAsking = true;
    while (askAgain) {
      askAgain = false;
      await lookOnce();
    }
    isAsking = false;
  }

  async function lookOnce(): Promise<void> {
    drop();
    const view = log.view?.state;
    if (query.value === null || fault.value !== null || view === undefined) return;
    // The log of what is chosen now is not here yet: this is called again when it is.
    if (view.scopeId !== selection.scopeId || view.levels !== log.levels) return;
    try {
      const next = await call('log.select', {
        scopeId: view.scopeId,
        levels: view.levels,
        select: { kind: 'search', query: query.value },
        near: hits.anchor(),
      });
      if (isWanted()) answer.value = next;
      else void giveUp(next.selectionId);
    } catch (error) {
      if (isWanted()) failure.value = toDetails(error).message;
    }
  }

  /** Whether nothing else was asked for while the engine answered. */
  function isWanted(): boolean {
    return !askAgain;
  }

  /** Forgets what was found. */
  function drop(): void {
    const id = answer.value?.selectionId;
    answer.value = null;
    isExact.value = false;
    failure.value = null;
    stopped.value = null;
    hits.forget();
    // What is shown is kept until something else is.
    if (id !== undefined && id === shown.value) retired = id;
    else if (id !== undefined) void giveUp(id);
  }

  async function giveUp(selectionId: string): Promise<void> {
    try {
      await call('log.unselect', { selectionId });
    } catch {
      // It is gone with the engine or the connection, and the status bar tells of that.
    }
  }

  /** Stops looking; what was found so far is told, but not kept. */
  function stop(): void {
    const now = state.value;
    askAgain = false;
    drop();
    stopped.value = now;
  }

  let forgetClosed: () => void = () => undefined;

  /** Ends the search; the log stays where it is. It can be taken back until something else is searched or chosen. */
  function close(): void {
    const before = { text: text.value, isFilter: isFilter.value, isListOpen: isListOpen.value };
    text.value = '';
    isFilter.value = false;
    isListOpen.value = false;
    if (before.text === '') return;
    forgetClosed = navigation.tellUndoable(searchTexts.closed(before.text), () => {
      text.value = before.text;
      isFilter.value = before.isFilter;
      isListOpen.value = before.isListOpen;
    });
  }

  function setOption(name: keyof SearchOptions, on: boolean): void {
    options.value = { ...options.value, [name]: on };
  }

  /** Shows all lines again, around the hit one is at. */
  function showInFull(): void {
    isFilter.value = false;
    hits.reachInFullLog();
  }

  watch(query, (now, before) => {
    if (now !== null) forgetClosed();
    if (before === null) hits.setAnchor();
    if (now === null) drop();
    else void look();
  });
  // It was a search of another log.
  watch(
    () => selection.scopeId,
    () => {
      forgetClosed();
    },
    { flush: 'sync' },
  );
  watch([() => log.levels, () => selection.scopeId], () => {
    drop();
    hits.setAnchor();
  });
  watch(
    [() => log.view?.state.scopeId, () => log.view?.state.levels, () => feed.message?.epoch],
    () => query.value !== null && void look(),
  );
  watch(state, (now) => {
    if (now === null) return;
    hits.progressed();
    if (now.scanned >= now.total) isExact.value = true;
  });

  /** The selection that is shown; while the next one is asked for, the one before. */
  const shown = computed<string | null>((before) => {
    if (!isFilter.value || query.value === null || fault.value !== null) return null;
    if (failure.value !== null) return null;
    return answer.value?.selectionId ?? (stopped.value === null ? before : null) ?? null;
  });
  watch([shown, () => choices.context], ([selectionId, context], [before]) => {
    // Something else may be shown by now, such as like lines that are folded.
    if (selectionId === null && log.selectionId !== before) return;
    log.showSelection(selectionId, selectionId === null ? null : context);
  });
  watch(shown, (_, before) => {
    if (retired !== null && retired === before) void giveUp(retired);
    retired = null;
  });

  return {
    text,
    options,
    isFilter,
    isListOpen,
    failure,
    stopped,
    fault,
    pattern,
    state,
    isExact,
    current: hits.current,
    wrapped: hits.wrapped,
    look,
    stop,
    close,
    setOption,
    showInFull,
    step: hits.step,
    goToHit: hits.goTo,
  };
});
