/** Keys of the lanes: arrows move, + and - zoom, Home shows all; with Shift the arrows go from bar to bar. */
import { onBeforeUnmount, watch, type Ref, type ShallowRef } from 'vue';
import { barBeside, nearestBar } from './bar-places';
import type { LaneLayout } from './lane-layout';
import { useTimelineStore } from './timeline-store';
import { lengthOf, moved } from './time-span';
import type { LaneView } from './use-lane-view';

/** Shares of what is shown that a key moves, and how much a key zooms. */
const arrowShare = 0.1;
const pageShare = 0.9;
export const zoomStep = 0.6;

/** Binds the keys to the box of the lanes. */
export function useLaneKeys(parts: {
  readonly box: Readonly<Ref<HTMLElement | null>>;
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

  const plain: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => view.move(-arrowShare),
    ArrowRight: () => view.move(arrowShare),
    ArrowUp: () => parts.scrollTo(parts.top() - 1),
    ArrowDown: () => parts.scrollTo(parts.top() + 1),
    PageUp: () => view.move(-pageShare),
    PageDown: () => view.move(pageShare),
    Home: () => view.whole(),
    '+': () => view.zoom(zoomStep),
    '=': () => view.zoom(zoomStep),
    '-': () => view.zoom(1 / zoomStep),
    Enter: () => {
      if (focused.value !== null) parts.chooseBar(focused.value);
    },
  };
  const shifted: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => goTo('previous'),
    ArrowRight: () => goTo('next'),
    ArrowUp: () => goTo('above'),
    ArrowDown: () => goTo('below'),
    '+': () => view.zoom(zoomStep),
    _: () => view.zoom(1 / zoomStep),
  };

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = (event.shiftKey ? shifted : plain)[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  watch(parts.box, (box, before) => {
    before?.removeEventListener('keydown', onKey);
    box?.addEventListener('keydown', onKey);
  });
  onBeforeUnmount(() => {
    parts.box.value?.removeEventListener('keydown', onKey);
  });
}
