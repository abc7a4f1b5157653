/** Where the here-documents of a POSIX shell command begin and end. */
import type { Placeholder, TemplateCell } from './template-cursor';

/** Lines that follow a command up to a line with a mark. */
export interface HereDocument {
  readonly delimiter: string;
  /** `<<-`: tabs in front of the lines do not count. */
  readonly stripsTabs: boolean;
  /** The mark is in quotes: nothing in the lines is expanded. */
  readonly isQuoted: boolean;
}

/** What stands at `<<`. */
export interface HereDocumentOperator {
  /** Null for `<<<`, which takes a word and no lines. */
  readonly document: HereDocument | null;
  /** Behind the mark. */
  readonly end: number;
  /** A placeholder in the mark, where none can be. */
  readonly placeholder: Placeholder | null;
}

/** Reads the operator whose `<<` is at `at`. */
export function readHereDocumentOperator(cells: readonly TemplateCell[], at: number): HereDocumentOperator {
  let end = at + 2;
  if (cells[end] === '<') return { document: null, end: end + 1, placeholder: null };
  const stripsTabs = cells[end] === '-';
  if (stripsTabs) end += 1;
  while (cells[end] === ' ' || cells[end] === '\t') end += 1;
  let delimiter = '';
  let isQuoted = false;
  let placeholder: Placeholder | null = null;
  for (let quote = ''; end < cells.length; end += 1) {
    const cell = cells[end];
    if (typeof cell !== 'string') {
      placeholder ??= cell;
      continue;
    }
    if (quote === '' && ' \t\n;&|<>()`'.includes(cell)) break;
    if (cell === quote) quote = '';
    else if (quote === '' && (cell === "'" || cell === '"')) {
      quote = cell;
      isQuoted = true;
    } else if (quote === '' && cell === '\\') isQuoted = true;
    else delimiter += cell;
  }
  return { document: { delimiter, stripsTabs, isQuoted }, end, placeholder };
}

/** The offset behind the line that ends a here-document, if that line begins at `at`; else null. */
export function endOfHereDocument(
  cells: readonly TemplateCell[],
  at: number,
  document: HereDocument,
): number | null {
  let from = at;
  while (document.stripsTabs && cells[from] === '\t') from += 1;
  let end = from;
  while (end < cells.length && cells[end] !== '\n') end += 1;
  const line = cells.slice(from, end).filter((cell) => typeof cell === 'string');
  if (line.length !== end - from || line.join('') !== document.delimiter) return null;
  return Math.min(end + 1, cells.length);
}
