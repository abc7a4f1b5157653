// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What bench/scroll/in-window.mjs does inside the page. */

/**
 * @typedef {object} Frames what the page saw
 * @property {number} drawn share of the frames of a screen at 60 Hz that were drawn
 * @property {number} longestMs longest time between two frames
 * @property {number} numbered share of the drawn rows that had their number when a frame began
 * @property {number} reached the last line number that was seen
 */

/**
 * In the page: watches frames for a while, and scrolls in every one of them. The log is scrolled mostly like a wheel,
 * now and then to somewhere else entirely, as a hand on the scrollbar does; the tree to its end and back; the timeline
 * is zoomed into and moved to and fro.
 *
 * @param {{ ms: number, scrolls: 'log' | 'tree' | 'timeline' | null }} options
 * @returns {Promise<Frames>}
 */
export function watchFrames({ ms, scrolls }) {
  return new Promise((resolve) => {
    const frameMs = 1000 / 60;
    const boxes = { log: '#log', tree: '#tree', timeline: '[data-testid=timeline-lanes]' };
    const box = /** @type {HTMLElement} */ (document.querySelector(boxes[scrolls ?? 'log']));
    const bar = /** @type {HTMLElement} */ (document.querySelector('.log-panel [role=scrollbar]'));
    const { x, y, width, height } = box.getBoundingClientRect();
    const place = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, cancelable: true };
    const wheel = (/** @type {WheelEventInit} */ turn) =>
      box.dispatchEvent(new WheelEvent('wheel', { ...place, ...turn }));
    // Four times as large: there is something to move.
    if (scrolls === 'timeline') wheel({ deltaY: -640 });
    let frames = 0;
    let longestMs = 0;
    let rows = 0;
    let blank = 0;
    let reached = 0;
    let last = 0;
    const startedAt = performance.now();
    const look = (/** @type {number} */ now) => {
      if (last > 0) {
        frames++;
        longestMs = Math.max(longestMs, now - last);
      }
      last = now;
      for (const row of document.querySelectorAll('[data-testid=log-row]')) {
        rows++;
        if (!row.hasAttribute('data-n')) blank++;
        else reached = Math.max(reached, Number(row.getAttribute('data-n')));
      }
      const elapsed = now - startedAt;
      if (elapsed >= ms) {
        const expected = elapsed / frameMs;
        resolve({
          drawn: Math.min(1, (frames + 1) / expected),
          longestMs,
          numbered: rows === 0 ? 0 : 1 - blank / rows,
          reached,
        });
        return;
      }
      // Three seconds one way, three seconds back.
      const way = Math.floor(elapsed / 3000) % 2 === 0 ? 1 : -1;
      if (scrolls === 'tree') wheel({ deltaY: 120 * way });
      else if (scrolls === 'timeline') wheel({ deltaX: 4 * way, shiftKey: true });
      else if (scrolls === 'log') {
        if (frames % 60 === 0) {
          const { top, left, height } = bar.getBoundingClientRect();
          const at = top + height * Math.min(0.999, elapsed / ms);
          const pointer = { clientX: left + 5, clientY: at, button: 0, pointerId: 1, bubbles: true };
          bar.dispatchEvent(new PointerEvent('pointerdown', pointer));
          bar.dispatchEvent(new PointerEvent('pointerup', pointer));
        } else {
          wheel({ deltaY: 240 });
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
