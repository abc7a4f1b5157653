/** The pointer in the lanes: drag moves, wheel and pinch zoom where it is, hovering tells, a click chooses. */
import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { labelWidth, timeAt, timeWidth, type LaneLayout } from './lane-layout';
import type { LaneView } from './use-lane-view';

/** Pixels from which a press is a drag. */
const dragFrom = 4;
/** Wheel pixels that double or halve what is shown; a pinch sends smaller ones. */
const wheelDoubles = 320;
const pinchDoubles = 60;
const linePixels = 20;

/** Where the pointer is, and whether it drags. */
export interface LanePointer {
  readonly at: Readonly<ShallowRef<{ readonly x: number; readonly y: number } | null>>;
  readonly isDragging: Readonly<ShallowRef<boolean>>;
}

/** Binds the pointer to the box of the lanes. */
export function useLanePointer(parts: {
  readonly box: Readonly<Ref<HTMLElement | null>>;
  readonly layout: () => LaneLayout | null;
  readonly view: LaneView;
  readonly scrollBy: (pixels: number) => void;
  readonly click: (x: number, y: number) => void;
}): LanePointer {
  const at = shallowRef<{ readonly x: number; readonly y: number } | null>(null);
  const isDragging = shallowRef(false);
  let pressed: { x: number; y: number; span: LaneLayout['span']; lastY: number } | null = null;

  function placeOf(event: PointerEvent | WheelEvent): { x: number; y: number } {
    const rect = parts.box.value?.getBoundingClientRect();
    return { x: event.clientX - (rect?.left ?? 0), y: event.clientY - (rect?.top ?? 0) };
  }

  function onDown(event: PointerEvent): void {
    const layout = parts.layout();
    if (event.button !== 0 || layout === null) return;
    parts.box.value?.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    pressed = { ...place, span: layout.span, lastY: place.y };
  }

  function onMove(event: PointerEvent): void {
    const place = placeOf(event);
    at.value = place;
    const layout = parts.layout();
    if (pressed === null || layout === null) return;
    const [byX, byY] = [place.x - pressed.x, place.y - pressed.y];
    if (!isDragging.value && Math.hypot(byX, byY) < dragFrom) return;
    isDragging.value = true;
    const { from, to } = pressed.span;
    const by = (-byX / timeWidth(layout.width)) * (to - from);
    parts.view.show({ from: from + by, to: to + by });
    parts.scrollBy(pressed.lastY - place.y);
    pressed.lastY = place.y;
  }

  function onUp(event: PointerEvent): void {
    if (pressed === null) return;
    const { x, y } = placeOf(event);
    if (!isDragging.value) parts.click(x, y);
    onCancel();
  }

  function onCancel(): void {
    pressed = null;
    isDragging.value = false;
  }

  function onLeave(): void {
    at.value = null;
  }

  function onWheel(event: WheelEvent): void {
    const layout = parts.layout();
    if (layout === null) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePixels : 1;
    // Held with Shift a wheel moves sideways; some systems turn it by themselves.
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      parts.view.move((sideways * unit) / timeWidth(layout.width));
      return;
    }
    const doubles = event.ctrlKey ? pinchDoubles : wheelDoubles;
    const x = Math.max(labelWidth, placeOf(event).x);
    const around = timeAt(layout, x);
    const factor = 2 ** ((event.deltaY * unit) / doubles);
    const { from, to } = layout.span;
    parts.view.show({ from: around - (around - from) * factor, to: around + (to - around) * factor });
  }

  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onCancel,
    pointerleave: onLeave,
    wheel: onWheel,
  } as const;

  function bind(box: HTMLElement | null, how: 'addEventListener' | 'removeEventListener'): void {
    for (const [name, listener] of Object.entries(listeners)) {
      box?.[how](name, listener as EventListener, { passive: false });
    }
  }

  watch(parts.box, (box, before) => {
    bind(before ?? null, 'removeEventListener');
    bind(box, 'addEventListener');
  });
  onBeforeUnmount(() => {
    bind(parts.box.value, 'removeEventListener');
  });
  return { at, isDragging };
}
