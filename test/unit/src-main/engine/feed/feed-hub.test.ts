import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyStats } from '../../../../../src-shared/model';
import type { FeedMessage, Interest } from '../../../../../src-shared/contract';
import { FeedHub, Subscriber } from '../../../../../src-main/engine/feed/feed-hub';

const interest: Interest = {
  treeFrom: 0,
  treeCount: 0,
  treeRootId: null,
  scopeId: null,
  selectedId: null,
  levels: 15,
  selectionId: null,
  context: null,
};

/** A subscriber whose state is the revision itself. */
function subscribe(hub: FeedHub, revision: () => number, sent: FeedMessage[]): Subscriber {
  const subscriber = new Subscriber(hub, interest, {
    send: (message) => {
      sent.push(message);
    },
    compose: () => ({
      epoch: 'e',
      revision: revision(),
      committedAt: 0,
      totals: emptyStats(),
      lines: 0,
      runCount: 0,
      tree: {
        rowCount: 0,
        from: 0,
        rows: [],
        shift: 0,
        matches: null,
        progress: null,
        selectedRow: null,
        above: { rows: [], more: 0 },
        below: { rows: [], more: 0 },
      },
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
    }),
  });
  hub.join(subscriber);
  return subscriber;
}

describe('the feed', () => {
  it('Promise 5: one message under way, no gap between messages, and the last state always arrives', () => {
    const step = fc.constantFrom('commit', 'acknowledge', 'stale', 'resubscribe');
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const hub = new FeedHub();
        const sent: FeedMessage[] = [];
        let revision = 0;
        let unacknowledged = 0;
        const subscriber = subscribe(hub, () => revision, sent);
        let told = subscriber.snapshot().revision;
        let seen = 0;
        const receive = () => {
          for (; seen < sent.length; seen++) {
            expect(sent[seen].previousRevision).toBe(told);
            told = sent[seen].revision;
            unacknowledged++;
            expect(unacknowledged).toBe(1);
          }
        };
        for (const one of steps) {
          if (one === 'commit') {
            revision++;
            hub.publish();
          } else if (one === 'acknowledge') {
            unacknowledged = 0;
            subscriber.acknowledge(told);
          } else if (one === 'stale') {
            subscriber.acknowledge(told - 1);
          } else {
            told = subscriber.snapshot().revision;
            unacknowledged = 0;
          }
          receive();
        }
        unacknowledged = 0;
        subscriber.acknowledge(told);
        receive();
        expect(told).toBe(revision);
      }),
      { numRuns: 500 },
    );
  });

  it('sends nothing while there is nothing new', () => {
    const hub = new FeedHub();
    const sent: FeedMessage[] = [];
    const subscriber = subscribe(hub, () => 7, sent);
    subscriber.snapshot();
    subscriber.acknowledge(7);
    subscriber.acknowledge(7);
    expect(sent).toEqual([]);
  });

  it('forgets a subscriber that has left', () => {
    const hub = new FeedHub();
    const sent: FeedMessage[] = [];
    const subscriber = subscribe(hub, () => hub.state, sent);
    subscriber.snapshot();
    hub.leave(subscriber);
    hub.publish();
    expect(sent).toEqual([]);
    expect(hub.size).toBe(0);
  });
});
