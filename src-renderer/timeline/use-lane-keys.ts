/** Keys of the lanes: arrows move, + and - zoom, Home shows all; with Shift the arrows go from bar to bar. */
import type { ShallowRef } from 'vue';
import { useCommands } from '../commands/use-commands';
import { barBeside, nearestBar } from './bar-places';
import type { LaneLayout } from './lane-layout';
import { useTimelineStore } from './timeline-store';
import { lengthOf, moved } from './time-span';
import type { LaneView } from './use-lane-view';

/** Shares of what is shown that a key moves, and how much a key zooms. */
const arrowShare = 0.1;
const pageShare = 0.9;
export const zoomStep = 0.6;

/** Lets the lanes do what their keys say. */
export function useLaneKeys(parts: {
  readonly view: LaneView;
  readonly layout: () => LaneLayout | null;
  /** The bar that keys go on from; null: none yet. */
  readonly focused: ShallowRef<number | null>;
  readonly top: () => number;
  readonly scrollTo: (top: number) => void;
  readonly chooseBar: (bar: number) => void;
}): void {
  const timeline = useTimelineStore();
  const { view, focused } = parts;

  function goTo(to: 'next' | 'previous' | 'above' | 'below'): void {
    const [layout, bars] = [parts.layout(), timeline.picture?.window.bars];
    if (layout === null || bars === undefined || bars.slot.length === 0) return;
    const { from, to: end } = layout.span;
    const first = Math.max(bars.slot[0] ?? 1, Math.floor(layout.top) + 1);
    const bar =
      focused.value === null
        ? (nearestBar(bars, first, (from + end) / 2)?.bar ?? 0)
        : barBeside(bars, focused.value, to);
    if (bar === null) return;
    focused.value = bar;
    reveal(layout, { slot: bars.slot[bar] ?? 1, start: bars.start[bar] ?? 0, end: bars.end[bar] ?? 0 });
  }

  function reveal(layout: LaneLayout, bar: { slot: number; start: number; end: number }): void {
    const { span } = layout;
    const whole = timeline.bounds();
    const by = bar.start < span.from ? bar.start - span.from : bar.end > span.to ? bar.end - span.to : 0;
    if (by !== 0 && whole !== null) view.show(moved(span, by + Math.sign(by) * lengthOf(span) * 0.1, whole));
    const inView = layout.height / layout.laneHeight - 1;
    if (bar.slot - 1 < parts.top()) parts.scrollTo(bar.slot - 1);
    else if (bar.slot > parts.top() + inView) parts.scrollTo(bar.slot - inView);
  }

  const shares: Readonly<Record<string, number>> = {
    ArrowLeft: -arrowShare,
    ArrowRight: arrowShare,
    PageUp: -pageShare,
    PageDown: pageShare,
  };
  const directions = {
    'Shift ArrowLeft': 'previous',
    'Shift ArrowRight': 'next',
    'Shift ArrowUp': 'above',
    'Shift ArrowDown': 'below',
  } as const;

  useCommands({
    'timeline.move': (key) => view.move(shares[key ?? ''] ?? 0),
    'timeline.scroll': (key) => parts.scrollTo(parts.top() + (key === 'ArrowUp' ? -1 : 1)),
    'timeline.zoomIn': () => view.zoom(zoomStep),
    'timeline.zoomOut': () => view.zoom(1 / zoomStep),
    'timeline.whole': () => view.whole(),
    'timeline.bars': (key) => {
      const direction = Object.entries(directions).find(([name]) => name === key)?.[1];
      if (direction !== undefined) goTo(direction);
    },
    'timeline.choose': {
      run: () => {
        if (focused.value !== null) parts.chooseBar(focused.value);
      },
      isAvailable: () => focused.value !== null,
    },
  });
}
