// @ts-check
/// <reference lib="dom" />
/** What bench/feed/in-window.mjs does inside the page. */

/**
 * @typedef {object} Watched what the page saw of the feed
 * @property {number[]} delays from the commit of each revision that was told to the paint that showed it, in ms
 * @property {number} gaps messages that did not follow the one before
 * @property {number} wrong counts whose total was not the sum of the five
 */

/**
 * In the page: watches the feed for a while, behind the window's own listener.
 *
 * @param {number} ms
 * @returns {Promise<Watched>}
 */
export async function watchFeed(ms) {
  /** @type {import('../../src-shared/contract').RunsheetApi} */
  const api = /** @type {any} */ (globalThis).runsheet;
  // The answer is read halfway between question and answer; the question that was answered soonest counts.
  let offset = 0;
  let soonest = Infinity;
  for (let question = 0; question < 20; question++) {
    const askedAt = performance.now();
    const reply = await api.commands['feed.clock']({});
    const tookMs = performance.now() - askedAt;
    if (!reply.ok) throw new Error(reply.error.message);
    if (tookMs >= soonest) continue;
    soonest = tookMs;
    offset = reply.value.time - (askedAt + tookMs / 2);
  }
  /** @type {Watched} */
  const seen = { delays: [], gaps: 0, wrong: 0 };
  /** @type {number | null} */
  let last = null;
  const stop = api.events.feed((message) => {
    const { revision, previousRevision, committedAt, totals } = message;
    const sum = totals.pending + totals.running + totals.completed + totals.failed + totals.cancelled;
    if (sum !== totals.total) seen.wrong++;
    if (last !== null && previousRevision !== null && previousRevision > last) seen.gaps++;
    const isNew = last === null || revision > last;
    last = revision;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        channel.port1.close();
        if (isNew) seen.delays.push(performance.now() + offset - committedAt);
      };
      channel.port2.postMessage(null);
    });
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  stop();
  return seen;
}
