/**
 * The elements of the rows in view. They are used in turn and stand where their rows are, so that scrolling changes
 * the texts of the rows that come into view and one transform of what holds them all.
 */
import type { ShownRow } from '../log-view';
import { RowElement } from './row-element';
import type { RowLook, RowMarks } from './row-look';

/** Pixels from the origin at which it is set anew: far below what a browser can place exactly. */
const farthest = 1_000_000;
/** Milliseconds without a change of place after which elements come into the order of their rows. */
const restMs = 700;

/** What is drawn. */
export interface DrawnRows {
  /** They follow each other. */
  readonly rows: readonly ShownRow[];
  /** Pixels from the upper edge of the box to the first row. */
  readonly offset: number;
  readonly look: RowLook;
  readonly marksOf: (row: ShownRow) => RowMarks;
}

/** See the head of this file. */
export class RowPool {
  readonly #table: HTMLElement;
  /** Lies under all rows: what is known to be opaque is drawn without what is below it. */
  readonly #ground = document.createElement('div');
  /** In the table, in its order. */
  #elements: RowElement[] = [];
  readonly #spare: RowElement[] = [];
  #used = new Map<number, RowElement>();
  #translate = '';
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** @param table the element that holds the rows; nothing else is in it */
  constructor(table: HTMLElement) {
    this.#table = table;
    this.#ground.className = 'ground';
    this.#ground.setAttribute('role', 'presentation');
    table.append(this.#ground);
  }

  /** Draws the rows; answers with the pixels from the upper edge of the box to the end of the last one. */
  draw({ rows, offset, look, marksOf }: DrawnRows): number {
    const start = this.#startOf(rows);
    const before = this.#used;
    this.#used = new Map();
    for (const { index } of rows) {
      const known = before.get(index);
      if (known === undefined) continue;
      this.#used.set(index, known);
      before.delete(index);
    }
    const isElsewhere = this.#used.size === 0;
    // Nothing of what is drawn stays: then they can be in order again.
    const free = isElsewhere ? [...this.#elements] : [...before.values()];
    let next = 0;
    let y = start;
    for (const row of rows) {
      let element = this.#used.get(row.index);
      if (element === undefined) {
        element = free[next++] ?? this.#add();
        this.#used.set(row.index, element);
      }
      element.draw(row, look, marksOf(row));
      element.put(y, row.height);
      y += row.height;
    }
    for (const unused of free.slice(next)) this.#remove(unused);
    this.#ground.style.top = `${start}px`;
    this.#ground.style.height = `${y - start}px`;
    this.#move(offset - start);
    if (next > 0 && !isElsewhere) this.#orderLater();
    return offset - start + y;
  }

  /** The row of an element inside the table. */
  rowOf(inside: Element): ShownRow | null {
    const element = inside.closest('[role=row]');
    return this.#elements.find((row) => row.element === element)?.shown ?? null;
  }

  /** Does nothing later. */
  close(): void {
    clearTimeout(this.#rest);
  }

  /** Where the first row is, so that one that is drawn already stays where it is. */
  #startOf(rows: readonly ShownRow[]): number {
    let above = 0;
    for (const { index, height } of rows) {
      const known = this.#used.get(index);
      if (known !== undefined && Math.abs(known.y - above) < farthest) return known.y - above;
      above += height;
    }
    return 0;
  }

  #add(): RowElement {
    const element = this.#spare.pop() ?? new RowElement();
    this.#table.append(element.element);
    this.#elements.push(element);
    return element;
  }

  #remove(element: RowElement): void {
    element.element.remove();
    this.#elements = this.#elements.filter((one) => one !== element);
    this.#spare.push(element);
  }

  #move(pixels: number): void {
    const translate = `translateY(${pixels}px)`;
    if (translate !== this.#translate) this.#table.style.transform = translate;
    this.#translate = translate;
  }

  #orderLater(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#order();
    }, restMs);
  }

  /** Those who have the page read to them hear it in the order of its elements. */
  #order(): void {
    // What is marked or focused would be so no more.
    const marked = document.getSelection();
    if (marked?.isCollapsed === false && this.#table.contains(marked.anchorNode)) return;
    if (this.#table.contains(document.activeElement)) return;
    const indexOf = (row: RowElement): number => row.shown?.index ?? 0;
    this.#elements.sort((one, other) => indexOf(one) - indexOf(other));
    let at = this.#ground.nextElementSibling;
    for (const { element } of this.#elements) {
      if (element === at) at = at.nextElementSibling;
      else this.#table.insertBefore(element, at);
    }
  }
}
