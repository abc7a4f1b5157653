/**
 * Selecting rows by pointer. Inside one line text is marked as anywhere; as soon as the pointer reaches another row,
 * rows are selected instead. Beyond the edge the log scrolls.
 */
import { onBeforeUnmount, type Ref } from 'vue';
import { offsetOfRow, rowAtOffset } from '../scroll/anchor';
import { useLogStore } from './log-store';
import { useRowSelection } from './row-selection';

/** Share of the way beyond the edge that is scrolled in a frame. */
const scrollShare = 0.3;
const mostPixelsAFrame = 400;

/** Binds the pointer to the rows in the box; answers with the listener for `pointerdown`. */
export function useRowPointer(box: Readonly<Ref<HTMLElement | null>>): {
  onDown(event: PointerEvent): void;
  /** The row under a point of the window; null where there is none. */
  rowAt(clientY: number): number | null;
} {
  const log = useLogStore();
  const selection = useRowSelection();
  let begun: { readonly row: number; selecting: boolean } | null = null;
  let lastY = 0;
  let frame = 0;

  const yOf = (clientY: number): number => clientY - (box.value?.getBoundingClientRect().top ?? 0);

  function rowAt(clientY: number): number | null {
    const { top, drawn } = log;
    const y = yOf(clientY);
    if (drawn.rowCount === 0) return null;
    const row = rowAtOffset(y, top, drawn);
    return y > offsetOfRow(row, top, drawn) + (drawn.heightOf?.(row) ?? drawn.rowHeight) ? null : row;
  }

  function onDown(event: PointerEvent): void {
    if (event.button !== 0 || isControl(event.target)) return;
    const row = rowAt(event.clientY);
    if (row === null) {
      selection.clear();
      return;
    }
    if (event.shiftKey) {
      // The browser would mark text from where it was clicked last.
      event.preventDefault();
      box.value?.focus({ preventScroll: true });
      begun = { row: selection.head === null ? row : selection.from, selecting: true };
      selection.extend(row);
    } else {
      begun = { row, selecting: false };
      selection.select(row, row);
    }
    log.setFollow(false);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
  }

  function onMove(event: PointerEvent): void {
    if (begun === null || (event.buttons & 1) === 0) {
      onUp();
      return;
    }
    lastY = event.clientY;
    const row = nearestRow();
    if (!begun.selecting && row !== begun.row) begun.selecting = true;
    if (!begun.selecting) return;
    document.getSelection()?.removeAllRanges();
    selection.extend(row);
    if (beyond() !== 0 && frame === 0) frame = requestAnimationFrame(scroll);
  }

  function onUp(): void {
    begun = null;
    cancelAnimationFrame(frame);
    frame = 0;
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', onUp);
  }

  /** Pixels that the pointer is above (negative) or below the box. */
  function beyond(): number {
    const y = yOf(lastY);
    return y < 0 ? y : Math.max(0, y - log.drawn.height);
  }

  function nearestRow(): number {
    const y = Math.min(Math.max(0, yOf(lastY)), log.drawn.height - 1);
    return rowAtOffset(y, log.top, log.drawn);
  }

  function scroll(): void {
    frame = 0;
    const pixels = beyond();
    if (begun === null || pixels === 0) return;
    const step = Math.max(-mostPixelsAFrame, Math.min(mostPixelsAFrame, pixels * scrollShare));
    log.scrollBy(step);
    // The end is reached by the drag, not to be followed: the selection is to stand still.
    log.setFollow(false);
    selection.extend(nearestRow());
    frame = requestAnimationFrame(scroll);
  }

  onBeforeUnmount(onUp);
  return { onDown, rowAt };
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, input, [data-act]') !== null;
}
