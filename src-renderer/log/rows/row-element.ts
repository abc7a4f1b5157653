/**
 * One row of the log as plain elements that are made once and filled again and again. A component for each row and
 * each of its cells took most of the time of a frame while the log was scrolled.
 */
import type { LogLevel, LogRow } from '../../../src-shared/model';
import { nameParts } from '../../controls/name-parts';
import { formatCount } from '../../format/numbers';
import { formatExactTime } from '../../format/times';
import { texts } from '../../texts';
import { jobHueClass } from '../job-hue';
import { extraWidth } from '../line-columns';
import type { ExtraColumn } from '../log-choices';
import { timeText } from '../log-times';
import type { ShownRow } from '../log-view';
import { isCurrent, isMarked, isReached, isSelected, type RowLook, type RowMarks } from './row-look';
import { fitText, plainTextOf, textNodes, type FittedText } from './row-text';

const letters: Readonly<Record<LogLevel, string>> = { debug: 'D', info: 'I', warn: 'W', error: 'E' };

/** Names of the buttons in a row, in `data-act`. */
export type RowAct = 'job' | 'more' | 'alike';

/** See the head of this file. */
export class RowElement {
  readonly element = make('div', 'line', 'row');
  readonly #number = cell(this.element, 'number', 'rowheader');
  readonly #time = cell(this.element, 'time');
  readonly #level = cell(this.element, 'level');
  readonly #job = cell(this.element, 'job');
  readonly #words = cell(this.element, 'words');
  readonly #text = make('span', 'text');
  readonly #plain = document.createTextNode('');
  readonly #more = new MoreButton();
  #extras: readonly ExtraColumn[] = [];
  #extraCells: HTMLElement[] = [];
  #isPlain = true;
  #isMore = false;
  #alike: HTMLElement | null = null;
  #shown: ShownRow | null = null;
  #look: RowLook | null = null;
  #marks: RowMarks = 0;
  #y = 0;
  #height = 0;

  constructor() {
    this.element.dataset['testid'] = 'log-row';
    this.#time.dataset['testid'] = 'log-time';
    this.#job.dataset['act'] = 'job' satisfies RowAct;
    for (const one of [this.#number, this.#time, this.#level, this.#job]) one.append('');
    this.#text.append(this.#plain);
    this.#words.append(this.#text);
  }

  /** The row that is drawn. */
  get shown(): ShownRow | null {
    return this.#shown;
  }
  /** Pixels from the origin of all rows. */
  get y(): number {
    return this.#y;
  }

  /** Draws what differs from what is drawn. */
  draw(shown: ShownRow, look: RowLook, marks: RowMarks): void {
    if (shown === this.#shown && look === this.#look && marks === this.#marks) return;
    const isOther = shown.line !== this.#shown?.line || shown.before !== this.#shown?.before;
    const isNew = shown.index !== this.#shown?.index || shown.n !== this.#shown.n;
    if (isNew) this.#drawNumber(shown);
    if (isNew || isOther || look !== this.#look) this.#drawLine(shown, look);
    this.#drawMarks(shown, look, marks);
    this.#shown = shown;
    this.#look = look;
    this.#marks = marks;
  }

  /** Puts it at so many pixels from the origin of all rows. */
  put(y: number, height: number): void {
    if (y !== this.#y) this.element.style.top = `${y}px`;
    if (height !== this.#height) this.element.style.height = `${height}px`;
    this.#y = y;
    this.#height = height;
  }

  #drawNumber({ index, n }: ShownRow): void {
    this.element.id = `log-row-${index}`;
    this.element.ariaRowIndex = String(index + 1);
    setOrRemove(this.element, 'data-n', n);
    setText(this.#number, n === null ? '' : formatCount(n));
  }

  #drawLine({ line, before }: ShownRow, look: RowLook): void {
    setOrRemove(this.element, 'data-job-id', line?.jobId ?? null);
    setOrRemove(this.element, 'data-level', line?.level ?? null);
    this.#drawExtras(line, look.extras);
    if (line === undefined) {
      for (const one of [this.#time, this.#level, this.#job]) setText(one, '');
      setClass(this.#level, 'level');
      setClass(this.#job, 'job');
      this.#drawPlain('');
      this.#drawChips(null, null);
      return;
    }
    const { times: kind, runStart } = look;
    setText(this.#time, timeText(line, { kind, runStart, before: before?.time ?? null }));
    setClass(this.#time, `time ${kind}`);
    this.#time.title = formatExactTime(line.time);
    setText(this.#level, letters[line.level]);
    setClass(this.#level, `level is-${line.level}`);
    this.#level.ariaLabel = line.level;
    setText(this.#job, nameParts(line.jobName).file);
    setClass(this.#job, `job bar ${jobHueClass(line.jobPosition)}`);
    this.#job.title = texts.log.jobHint(line.jobName);
    this.#drawText(line, look);
  }

  #drawText(line: LogRow, look: RowLook): void {
    const fitted = fitText(line, look);
    const more = fitted.hidden > 0 ? this.#more.filled(fitted) : null;
    const plain = plainTextOf(fitted, look);
    const isTrace = line.level === 'error' && /^\s/.test(line.text);
    setClass(this.#text, `text is-${line.level} ${line.stream}${isTrace ? ' trace' : ''}`);
    if (plain !== null) this.#drawPlain(plain);
    else {
      this.#text.replaceChildren(...textNodes(fitted, look, more));
      this.#isPlain = false;
    }
    this.#drawChips(look.isWrapped ? null : more, line.alike);
  }

  #drawPlain(text: string): void {
    if (!this.#isPlain) this.#text.replaceChildren(this.#plain);
    this.#isPlain = true;
    if (this.#plain.data !== text) this.#plain.data = text;
  }

  /** What stands behind the text. */
  #drawChips(more: HTMLElement | null, alike: LogRow['alike']): void {
    if (more !== null && !this.#isMore) this.#text.after(more);
    // In a wrapped line it is in the text, or nowhere.
    else if (more === null && this.#isMore) this.#more.leave(this.#words);
    this.#isMore = more !== null;
    this.#alike?.remove();
    this.#alike = alike !== null && alike.lines > 1 ? alikeButton(alike) : null;
    if (this.#alike !== null) this.#words.append(this.#alike);
  }

  #drawExtras(line: LogRow | undefined, extras: readonly ExtraColumn[]): void {
    if (extras !== this.#extras) {
      for (const old of this.#extraCells) old.remove();
      this.#extraCells = extras.map((column, at) => extraCell(column, extras.slice(0, at)));
      this.#words.before(...this.#extraCells);
      this.#extras = extras;
    }
    for (const [at, column] of extras.entries()) {
      const own = this.#extraCells[at];
      if (own !== undefined) setText(own, line === undefined ? '' : extraText(line, column));
    }
  }

  #drawMarks({ line, n }: ShownRow, look: RowLook, marks: RowMarks): void {
    const selected = (marks & isSelected) !== 0;
    const names = ['line'];
    if (line?.level === 'error') names.push('error');
    const around = line?.around ?? null;
    if (around !== null) names.push(around.isHit ? 'found' : 'beside');
    if (around?.afterGap === true) names.push('gap');
    if (n !== null && n === look.hit) names.push('hit');
    if (selected) names.push('selected');
    if ((marks & isCurrent) !== 0) names.push('current');
    if ((marks & isReached) !== 0) names.push('reached');
    setClass(this.element, names.join(' '));
    const aria = String(selected);
    if (this.element.ariaSelected !== aria) this.element.ariaSelected = aria;
    this.#drawMark((marks & isMarked) !== 0);
  }

  #drawMark(on: boolean): void {
    const known = this.#number.querySelector('.mark');
    if ((known !== null) === on) return;
    known?.remove();
    if (!on) return;
    const mark = make('span', 'mark', 'img');
    mark.ariaLabel = texts.reading.marked;
    this.#number.append(mark);
  }
}

function make<Name extends 'div' | 'span'>(name: Name, className: string, role?: string) {
  const element = document.createElement(name);
  element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}

function cell(row: HTMLElement, className: string, role = 'gridcell'): HTMLElement {
  const element = make('span', className, role);
  row.append(element);
  return element;
}

/** Not a button element: a browser lays those out as boxes in boxes. The menu of a row has the same for keys. */
function button(act: RowAct, className: string): HTMLElement {
  const element = make('span', className, 'button');
  element.dataset['act'] = act;
  return element;
}

/** Stands for the characters of a line that do not fit; opens the whole line. */
class MoreButton {
  readonly #element = button('more', 'more');
  readonly #count = make('span', 'chip');

  constructor() {
    this.#element.title = texts.log.moreHint;
    this.#element.append('…');
  }

  filled({ hidden, isLong }: FittedText): HTMLElement {
    const words = texts.log.more(hidden);
    this.#element.ariaLabel = words;
    if (isLong) {
      this.#count.textContent = words;
      this.#element.append(this.#count);
    } else this.#count.remove();
    return this.#element;
  }

  /** Takes it out of a parent, if it is there. */
  leave(parent: Element): void {
    if (this.#element.parentElement === parent) this.#element.remove();
  }
}

function alikeButton({ lines, lastN }: { readonly lines: number; readonly lastN: number }): HTMLElement {
  const alike = button('alike', 'alike chip');
  alike.title = texts.reading.alikeHint;
  alike.dataset['testid'] = 'log-alike';
  alike.textContent = texts.reading.alike(lines, lastN);
  return alike;
}

function extraCell(column: ExtraColumn, before: readonly ExtraColumn[]): HTMLElement {
  const element = make('span', `extra ${column}`, 'gridcell');
  const left = before.reduce((sum, one) => sum + extraWidth(one), 0);
  element.style.cssText = `left: calc(var(--extra-left) + ${left}px); width: ${extraWidth(column)}px`;
  element.title = texts.reading.columns[column];
  element.dataset['testid'] = `log-column-${column}`;
  element.append('');
  return element;
}

function extraText(line: LogRow, column: ExtraColumn): string {
  return column === 'stream' ? texts.reading.streams[line.stream] : formatCount(line[column]);
}

/** The first node of each cell is its text. */
function setText(element: Element, text: string): void {
  const node = element.firstChild as Text;
  if (node.data !== text) node.data = text;
}

function setClass(element: Element, name: string): void {
  if (element.className !== name) element.className = name;
}

function setOrRemove(element: Element, name: string, value: string | number | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}
