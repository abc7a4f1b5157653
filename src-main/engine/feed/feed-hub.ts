/**
 * The feed: tells each subscriber how things stand, after the commit that made it so. One message is under way to
 * a subscriber at a time; what happens meanwhile is in the next one, because each carries totals. The last state
 * always arrives. No timer is involved: the pace is the subscriber's own acknowledgement.
 */
import type { FeedMessage, Interest } from '../../../src-shared/contract';
import { traceOfMessage, type FeedTrace } from './feed-trace';

/** The part of a message that depends on what the subscriber looks at. */
export type FeedState = Omit<FeedMessage, 'previousRevision'>;

/** One who looks. */
export class Subscriber {
  interest: Interest;
  readonly #hub: FeedHub;
  readonly #send: (message: FeedMessage) => void;
  readonly #compose: (interest: Interest) => FeedState;
  /** Revision of the last message, or null before the first. */
  #lastRevision: number | null = null;
  /** Number of the state that the last message told. */
  #lastState = -1;
  #last: FeedState | null = null;
  #underWay = false;
  /** Number in a trace. */
  readonly #number: number;
  /** When the message under way was sent; kept while somebody traces. */
  #sentAt = 0;

  constructor(
    hub: FeedHub,
    interest: Interest,
    options: { send: (message: FeedMessage) => void; compose: (interest: Interest) => FeedState },
  ) {
    this.#hub = hub;
    this.interest = interest;
    this.#send = options.send;
    this.#compose = options.compose;
    this.#number = hub.nextNumber();
  }

  /** The whole state as a message that follows nothing; the feed goes on from it. */
  snapshot(interest: Interest = this.interest): FeedMessage {
    const state = this.#compose(interest);
    this.interest = interest;
    this.#last = state;
    this.#lastRevision = state.revision;
    this.#lastState = this.#hub.state;
    this.#underWay = false;
    const message = { ...state, previousRevision: null };
    this.#trace(message);
    return message;
  }

  /** The subscriber has painted the message of this revision. */
  acknowledge(revision: number): void {
    // The acknowledgement of an older message says nothing about the one under way.
    if (revision !== this.#lastRevision) return;
    const { trace } = this.#hub;
    if (trace !== null) {
      const time = this.#hub.now();
      trace({
        event: 'acknowledged',
        time,
        subscriber: this.#number,
        revision,
        afterMs: time - this.#sentAt,
      });
    }
    this.#underWay = false;
    this.offer();
  }

  /** What this one looks at has changed by itself: the next message comes without a commit. */
  renew(): void {
    this.#lastState = -1;
    this.offer();
  }

  /** Sends the state if it is newer than what was told last and nothing is under way. */
  offer(): void {
    if (this.#underWay || this.#lastRevision === null || this.#lastState === this.#hub.state) return;
    // While nothing can be written, memory is ahead of the disk: what was durable is told again, with the trouble.
    const { trouble } = this.#hub;
    const state =
      trouble === null || this.#last === null ? this.#compose(this.interest) : { ...this.#last, trouble };
    const previousRevision = this.#lastRevision;
    this.#last = state;
    this.#lastRevision = state.revision;
    this.#lastState = this.#hub.state;
    this.#underWay = true;
    const message = { ...state, previousRevision };
    this.#trace(message);
    this.#send(message);
  }

  /** It has come, or it is gone. */
  traceEvent(event: 'subscribed' | 'left'): void {
    this.#hub.trace?.({ event, time: this.#hub.now(), subscriber: this.#number });
  }

  #trace(message: FeedMessage): void {
    const { trace } = this.#hub;
    if (trace === null) return;
    this.#sentAt = this.#hub.now();
    trace(traceOfMessage(message, this.#number, this.#sentAt));
  }
}

/** See the head of this file. */
export class FeedHub {
  /** Grows whenever there is something new to tell: with each commit, and when trouble comes or goes. */
  state = 0;
  /** Why nothing can be written at the moment, or null. */
  trouble: string | null = null;
  /** Is told everything that is sent; null: nobody traces. */
  readonly trace: FeedTrace | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly #subscribers = new Set<Subscriber>();
  #lastNumber = 0;

  constructor(options: { readonly now?: () => number; readonly trace?: FeedTrace | undefined } = {}) {
    this.now = options.now ?? Date.now;
    this.trace = options.trace ?? null;
  }

  /** A number for a subscriber that has none. */
  nextNumber(): number {
    return ++this.#lastNumber;
  }

  /** Tells the subscriber from now on; idempotent. */
  join(subscriber: Subscriber): void {
    if (this.#subscribers.has(subscriber)) return;
    this.#subscribers.add(subscriber);
    subscriber.traceEvent('subscribed');
  }

  leave(subscriber: Subscriber): void {
    if (this.#subscribers.delete(subscriber)) subscriber.traceEvent('left');
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** There is something new. */
  publish(): void {
    this.state++;
    for (const subscriber of this.#subscribers) {
      try {
        subscriber.offer();
      } catch {
        // What one looks at must not keep the others, or the engine, from going on; it asks for a snapshot again.
        this.#subscribers.delete(subscriber);
      }
    }
  }

  /** Writing fails (with the reason), or works again (null). */
  tellTrouble(reason: string | null): void {
    if (reason === this.trouble) return;
    this.trouble = reason;
    this.publish();
  }
}
