/** Moves what the lanes show: steps by keys and buttons glide there, the pointer moves it directly. */
import { onBeforeUnmount } from 'vue';
import { useMediaQuery } from '../shell/use-media-query';
import { between, type TimeSpan } from './time-span';
import { useTimelineStore } from './timeline-store';

/** Milliseconds that a step of zooming takes. */
const glideMs = 120;

/** What the lanes, their keys and the buttons do. */
export interface LaneView {
  /** Zooms in one step; `around` stays in its place. */
  zoom(factor: number, around?: number): void;
  /** Shows a part at once. */
  show(span: TimeSpan): void;
  /** Moves by a share of what is shown. */
  move(share: number): void;
  whole(): void;
}

/** Binds them to the timeline's store. */
export function useLaneView(): LaneView {
  const timeline = useTimelineStore();
  const isStill = useMediaQuery('(prefers-reduced-motion: reduce)');
  let frame = 0;

  function stop(): void {
    cancelAnimationFrame(frame);
    frame = 0;
  }

  function glide(to: TimeSpan, done: () => void): void {
    stop();
    const from = timeline.span();
    if (from === null || isStill.value) {
      done();
      return;
    }
    const began = performance.now();
    const step = (time: number): void => {
      const share = Math.min(1, Math.max(0, (time - began) / glideMs));
      if (share >= 1) {
        frame = 0;
        done();
        return;
      }
      timeline.show(between(from, to, 1 - (1 - share) ** 2));
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  onBeforeUnmount(stop);
  return {
    zoom(factor, around) {
      const to = timeline.zoom(factor, around);
      if (to !== null) glide(to, () => timeline.show(to));
    },
    show(span) {
      stop();
      timeline.show(span);
    },
    move(share) {
      stop();
      timeline.moveBy(share);
    },
    whole() {
      const to = timeline.bounds();
      if (to !== null) glide(to, timeline.showWhole);
    },
  };
}
