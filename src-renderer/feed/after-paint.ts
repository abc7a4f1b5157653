/** Runs something once what was just changed is on the screen. */

/**
 * A frame is drawn after its animation callbacks; a message posted from there is handled after the drawing. A hidden
 * window draws nothing, so it does not wait for a frame.
 */
export function afterPaint(work: () => void): void {
  if (document.hidden) {
    setTimeout(work, 0);
    return;
  }
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      work();
    };
    channel.port2.postMessage(null);
  });
}
