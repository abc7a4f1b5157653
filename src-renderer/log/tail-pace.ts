/**
 * How often a log that is followed is drawn while its lines race past. Nobody reads a row that is gone with the next
 * message, and to draw them all takes the frames from what can be read: counts, tree, and the number of lines.
 */

/** Milliseconds between two drawings of which the second has no row of the first. */
const raceMs = 100;

/**
 * Answers whether the end of the log is to be shown now; if not, `later` is called when it is. `isRacing`: no row that
 * is drawn would stay.
 */
export function createTailPace(later: () => void): (isRacing: boolean) => boolean {
  let drawnAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (isRacing) => {
    if (!isRacing) return true;
    const rest = drawnAt + raceMs - performance.now();
    if (rest > 0) {
      timer ??= setTimeout(() => {
        timer = undefined;
        later();
      }, rest);
      return false;
    }
    drawnAt = performance.now();
    return true;
  };
}
