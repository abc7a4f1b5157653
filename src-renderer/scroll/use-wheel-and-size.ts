/** Wheel input and the size of a list's box. */
import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

/** The inner size of a box in pixels. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** Follows the size of the box and passes on wheel turns as rows, positive downwards. */
export function useWheelAndSize(options: {
  readonly box: Readonly<Ref<HTMLElement | null>>;
  readonly rowHeight: () => number;
  readonly onWheel: (rows: number) => void;
}): Readonly<ShallowRef<BoxSize>> {
  const size = shallowRef<BoxSize>({ width: 0, height: 0 });
  const observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1);
    // A page that is put aside has no size; it comes back as it was.
    if (entry === undefined || entry.contentRect.height === 0) return;
    size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  function onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const rows =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY : event.deltaY / options.rowHeight();
    options.onWheel(rows);
  }

  watch(
    options.box,
    (box, previous) => {
      if (previous) {
        observer.unobserve(previous);
        previous.removeEventListener('wheel', onWheel);
      }
      if (box === null) return;
      size.value = { width: box.clientWidth, height: box.clientHeight };
      observer.observe(box);
      box.addEventListener('wheel', onWheel, { passive: false });
    },
    { immediate: true, flush: 'post' },
  );
  onBeforeUnmount(() => {
    observer.disconnect();
  });
  return size;
}

/**
 * The browser moves a box by itself to show what is focused, or what is marked beyond its edge. Takes that movement
 * back and answers with it in rows, so that the list can move instead.
 */
export function takeNativeScroll(event: Event, rowHeight: number): number {
  const { target } = event;
  if (!(target instanceof HTMLElement) || target.scrollTop === 0) return 0;
  const rows = target.scrollTop / rowHeight;
  target.scrollTop = 0;
  return rows;
}
