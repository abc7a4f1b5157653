/** Aligned columns for people. */
import { stripVTControlCharacters } from 'node:util';

/** One column. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** The lines of a table, its titles first; cells may hold colours. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }) => title.length);
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at], visibleLength(cell))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const space = ' '.repeat(Math.max(0, widths[at] - visibleLength(cell)));
        return columns[at].align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

function visibleLength(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
