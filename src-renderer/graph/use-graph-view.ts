/** Zooming and moving the graph: what is shown is a scale and where the graph's corner is. */
import { computed, shallowRef, type Ref } from 'vue';

/** Scale and place of the graph in its box. */
interface GraphView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const leastScale = 0.2;
const mostScale = 2;

/** Binds zooming and moving to a graph of a size in a box of a size. */
export function useGraphView(
  graph: Readonly<Ref<{ width: number; height: number }>>,
  box: Readonly<Ref<{ width: number; height: number }>>,
) {
  /** Null: all of it. */
  const chosen = shallowRef<GraphView | null>(null);
  const all = computed<GraphView>(() => {
    const [wide, high] = [box.value.width / graph.value.width, box.value.height / graph.value.height];
    const scale = Math.min(1, Math.max(leastScale, Math.min(wide, high)));
    // What does not fit begins where reading begins.
    const place = (room: number, size: number): number => Math.max(0, (room - size * scale) / 2);
    return {
      scale,
      x: place(box.value.width, graph.value.width),
      y: place(box.value.height, graph.value.height),
    };
  });
  const view = computed(() => chosen.value ?? all.value);

  /** Zooms; the place (x, y) of the box stays where it is, default the middle. */
  function zoom(factor: number, x = box.value.width / 2, y = box.value.height / 2): void {
    const { scale, x: left, y: top } = view.value;
    const next = Math.min(mostScale, Math.max(leastScale, scale * factor));
    const ratio = next / scale;
    chosen.value = { scale: next, x: x - (x - left) * ratio, y: y - (y - top) * ratio };
  }

  function moveBy(x: number, y: number): void {
    const { scale, x: left, y: top } = view.value;
    const keep = (at: number, size: number, room: number): number =>
      Math.min(room - 48, Math.max(48 - size * scale, at));
    chosen.value = {
      scale,
      x: keep(left + x, graph.value.width, box.value.width),
      y: keep(top + y, graph.value.height, box.value.height),
    };
  }

  /** Moves as far as a place of the graph needs to be seen. */
  function reveal(at: { x: number; y: number; width: number; height: number }): void {
    const { scale, x, y } = view.value;
    const by = (start: number, end: number, room: number): number =>
      start < 12 ? 12 - start : end > room - 12 ? Math.max(room - 12 - end, 12 - start) : 0;
    const [left, top] = [at.x * scale + x, at.y * scale + y];
    const byX = by(left, left + at.width * scale, box.value.width);
    const byY = by(top, top + at.height * scale, box.value.height);
    if (byX !== 0 || byY !== 0) moveBy(byX, byY);
  }

  return { view, chosen, zoom, moveBy, reveal, fit: () => (chosen.value = null) };
}
