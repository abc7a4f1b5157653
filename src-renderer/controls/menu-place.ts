/** Where a menu opens, and what stands in it. */

/** A box of the window in pixels, and what has the focus again when the menu closes. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly focus: HTMLElement;
  /** Which edges meet; default `start`. */
  readonly align?: 'start' | 'end';
}

/** One entry. */
export interface ActionMenuEntry {
  /** Its icon goes by this name. */
  readonly name: string;
  readonly label: string;
  readonly key: string | null;
  readonly isDangerous: boolean;
  readonly startsGroup: boolean;
  /** Whether it is on, where it can be on or off. */
  readonly isChecked?: boolean;
}

/** A place below a button, or at a pointer. */
export function placeOf(
  box: Pick<DOMRect, 'x' | 'y' | 'width' | 'height'>,
  focus: HTMLElement,
  align: 'start' | 'end' = 'start',
): MenuPlace {
  return { x: box.x, y: box.y, width: box.width, height: box.height, focus, align };
}

/** Where a menu of an element opens: at the pointer that asked for it, or below the element when a key did. */
export function placeAsked(
  event: MouseEvent,
  element: Element | null,
  focus: HTMLElement,
  { inset }: { readonly inset: number } = { inset: 24 },
): MenuPlace {
  const isPointer = element !== null && event.button === 2;
  if (isPointer) return placeOf(new DOMRect(event.clientX, event.clientY, 0, 0), focus);
  const box = element?.getBoundingClientRect() ?? new DOMRect();
  return placeOf(new DOMRect(box.x + inset, box.y, 0, box.height), focus);
}

/** An entry with what is usual, where only some of it matters. */
export function menuEntry(
  name: string,
  label: string,
  change: Partial<Omit<ActionMenuEntry, 'name' | 'label'>> = {},
): ActionMenuEntry {
  return { name, label, key: null, isDangerous: false, startsGroup: false, ...change };
}
