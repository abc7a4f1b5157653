/** A canvas as large as its box, sharp at every ratio, drawn once a frame when something asks for it. */
import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useMediaQuery } from '../shell/use-media-query';
import { hatchOf, readPalette } from './palette';
import type { BarPen } from './draw-bars';

/** What a component gets. */
export interface CanvasSurface {
  /** CSS pixels. */
  readonly width: Readonly<ShallowRef<number>>;
  readonly height: Readonly<ShallowRef<number>>;
  /** Draws with the next frame. */
  redraw(): void;
}

/** Binds drawing to a canvas in a box that gives it its size. */
export function useCanvas(
  box: Readonly<Ref<HTMLElement | null>>,
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  draw: (pen: BarPen) => void,
): CanvasSurface {
  const width = shallowRef(0);
  const height = shallowRef(0);
  const isDark = useMediaQuery('(prefers-color-scheme: dark)');
  let frame = 0;
  let pen: BarPen | null = null;
  let penRatio = 0;

  function paint(): void {
    frame = 0;
    const element = canvas.value;
    const context = element?.getContext('2d');
    if (element == null || context == null || width.value === 0) return;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(width.value * ratio), Math.round(height.value * ratio)];
    if (element.width !== wide || element.height !== high || pen === null || penRatio !== ratio) {
      element.width = wide;
      element.height = high;
      const palette = readPalette(element);
      penRatio = ratio;
      pen = { context, palette, hatch: hatchOf(context, palette, ratio) };
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(pen);
  }

  function redraw(): void {
    if (frame === 0) frame = requestAnimationFrame(paint);
  }

  const observer = new ResizeObserver((entries) => {
    const size = entries.at(-1)?.contentRect;
    width.value = size?.width ?? 0;
    height.value = size?.height ?? 0;
    redraw();
  });
  watch(box, (element) => {
    observer.disconnect();
    if (element !== null) observer.observe(element);
  });
  watch(isDark, () => {
    pen = null;
    redraw();
  });
  onBeforeUnmount(() => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  });
  return { width, height, redraw };
}
