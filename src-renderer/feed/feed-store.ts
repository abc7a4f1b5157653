/** The one subscription to the engine: what it says, in order, without gaps, and whether it is live. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { FeedMessage, FeedParcel, Interest } from '../../src-shared/contract';
import { findCountViolations } from '../../src-shared/count-check';
import { call, listen, toDetails } from '../engine/client';
import { allRuns } from '../engine/interest';
import { afterPaint } from './after-paint';
import { FeedUnpacker } from './feed-unpacker';
import { judgeMessage } from './follow-revision';

/** `live`: every message follows. `catching-up`: waiting for a snapshot. `lost`: the engine does not answer. */
export type ConnectionState = 'catching-up' | 'live' | 'lost';

const retryDelayMs = 1000;
/**
 * After so much silence the window asks how things stand. Nothing depends on it but what nobody can know of: a
 * message that was lost on its way, a machine that slept, an engine that cannot be reached any more.
 */
const silenceMs = 10_000;

/**
 * Hears of every message once it is painted, by the page's `performance.now()`, and as what it came here; for whoever
 * inspects the feed.
 */
export type FeedListener = (message: FeedMessage, paintedAt: number, sent: FeedMessage | FeedParcel) => void;

/** The subscription. One message is under way at a time; it is acknowledged after it was painted. */
export const useFeedStore = defineStore('feed', () => {
  const message = shallowRef<FeedMessage | null>(null);
  /** The interest that `message` answers to; it may be older than what was asked for last. */
  const answered = shallowRef<Interest | null>(null);
  const connection = shallowRef<ConnectionState>('catching-up');
  /** Why the connection was lost, and when. */
  const loss = shallowRef<{ readonly reason: string; readonly time: number } | null>(null);
  /** Counts seen whose total was not the sum of the five: always 0, and a test looks. */
  const violations = shallowRef(0);

  /** While catching up: revisions between what is shown and what is there; null: not known. */
  const behind = shallowRef<number | null>(null);

  const listeners = new Set<FeedListener>();
  const unpacker = new FeedUnpacker();
  let silence: ReturnType<typeof setTimeout> | undefined;
  let interest: Interest = allRuns();
  /** The interest changed after the last question. */
  let changed = false;
  let question: 'feed.subscribe' | 'feed.look' | null = null;
  let lookScheduled = false;

  function apply(next: FeedMessage, sent: FeedMessage | FeedParcel = next): void {
    const wrong = findCountViolations(next);
    if (wrong.length > 0) {
      violations.value += wrong.length;
      console.error(`Counts do not add up at revision ${next.revision}: ${wrong.join(', ')}`);
    }
    message.value = next;
    connection.value = 'live';
    behind.value = null;
    loss.value = null;
    afterPaint(() => {
      void acknowledge(next.revision);
      const paintedAt = performance.now();
      for (const listener of listeners) listener(next, paintedAt, sent);
    });
  }

  /** Looks how things stand when nothing has been heard for a while. */
  function watchSilence(): void {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (connection.value === 'live') look();
      watchSilence();
    }, silenceMs);
  }

  async function acknowledge(revision: number): Promise<void> {
    try {
      await call('feed.acknowledge', { revision });
    } catch (error) {
      lose(error);
    }
  }

  function receive(parcel: FeedParcel): void {
    watchSilence();
    // Also what is not applied: the next parcel names rows of this one.
    const next = unpacker.unpack(parcel);
    if (question === 'feed.subscribe') return;
    const verdict = next === null ? 'gap' : judgeMessage(message.value, next);
    if (next === null || verdict === 'gap') {
      const { epoch, revision } = parcel;
      connection.value = 'catching-up';
      behind.value = message.value?.epoch === epoch ? revision - message.value.revision : null;
      void ask('feed.subscribe');
    } else if (verdict === 'apply') apply(next, parcel);
    else void acknowledge(next.revision);
  }

  /** Asks for the state of now. A snapshot is taken as it is; an answer to a look may come too late. */
  async function ask(name: 'feed.subscribe' | 'feed.look'): Promise<void> {
    const asked = { ...interest };
    question = name;
    changed = false;
    try {
      const answer = await call(name, asked);
      if (question !== name) return;
      question = null;
      answered.value = asked;
      if (name === 'feed.subscribe' || judgeMessage(message.value, answer) === 'apply') apply(answer);
    } catch (error) {
      if (question === name) question = null;
      lose(error);
      return;
    }
    if (changed) await ask('feed.look');
  }

  function lose(error: unknown): void {
    loss.value = { reason: toDetails(error).message, time: loss.value?.time ?? Date.now() };
    if (connection.value === 'lost') return;
    connection.value = 'lost';
    retryLater();
  }

  function retryLater(): void {
    setTimeout(() => {
      void ask('feed.subscribe').then(() => {
        if (connection.value === 'lost') retryLater();
      });
    }, retryDelayMs);
  }

  /** Begins with a snapshot. */
  function start(): void {
    listen('feed', receive);
    void ask('feed.subscribe');
    watchSilence();
  }

  /** Hears of every message from now on, until the returned function is called. */
  function inspect(listener: FeedListener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Changes what is looked at. Several changes of a moment are one question, and one question is open at a time. */
  function look(change: Partial<Interest> = {}): void {
    interest = { ...interest, ...change };
    changed = true;
    if (lookScheduled || question !== null) return;
    lookScheduled = true;
    queueMicrotask(() => {
      lookScheduled = false;
      if (changed && question === null && connection.value !== 'lost') void ask('feed.look');
    });
  }

  return { message, answered, connection, behind, loss, violations, start, look, inspect };
});
