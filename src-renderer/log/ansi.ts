/**
 * Text of a line with terminal escapes, as runs of plain text and a style each. Colours and weights (SGR) are kept,
 * every other escape and control character is removed. Each line starts unstyled: colour never leaks past its line.
 */
import { ansiEscapes } from '../../src-shared/ansi-escapes';

/** A colour: one of the terminal's sixteen, or an exact one. */
export type AnsiColor = { readonly index: number } | { readonly rgb: readonly [number, number, number] };

/** How a run of text is drawn. */
export interface AnsiStyle {
  readonly foreground: AnsiColor | null;
  readonly background: AnsiColor | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

/** A run of text in one style. */
export interface AnsiRun {
  readonly text: string;
  readonly style: AnsiStyle;
}

/** Text without any escape looks like this. */
export const plainStyle: AnsiStyle = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
};

/** Splits the text into runs; their texts joined are what a person reads. */
export function parseAnsi(text: string): AnsiRun[] {
  const runs: AnsiRun[] = [];
  let style = plainStyle;
  let end = 0;
  const add = (part: string): void => {
    const last = runs.at(-1);
    if (part === '') return;
    if (last?.style === style) runs[runs.length - 1] = { text: last.text + part, style };
    else runs.push({ text: part, style });
  };
  for (const match of text.matchAll(ansiEscapes)) {
    add(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  add(text.slice(end));
  return runs;
}

/** The text alone, as it is copied and measured. */
export function stripAnsi(text: string): string {
  return text.replace(ansiEscapes, '');
}

function applySgr(before: AnsiStyle, parameters: string): AnsiStyle {
  // Only digits with ; and : are SGR; private forms such as ESC[>4m are something else.
  if (!/^[\d;:]*$/.test(parameters)) return before;
  const codes = parameters.split(';');
  let style = before;
  for (let at = 0; at < codes.length; at++) {
    const [code = 0, ...parts] = (codes[at] ?? '').split(':').map(toNumber);
    if (code === 38 || code === 48 || code === 58) {
      const { color, used } =
        parts.length > 0
          ? { color: colorOfParts(parts), used: 0 }
          : colorOfCodes(codes.slice(at + 1).map(toNumber));
      at += used;
      if (color !== null && code !== 58) {
        style = { ...style, [code === 38 ? 'foreground' : 'background']: color };
      }
    } else {
      style = code === 4 && parts[0] === 0 ? { ...style, underline: false } : applyCode(style, code);
    }
  }
  return isPlain(style) ? plainStyle : style;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  const change = simpleCodes[code];
  if (change !== undefined) return { ...style, ...change };
  if (code >= 30 && code <= 37) return { ...style, foreground: { index: code - 30 } };
  if (code >= 90 && code <= 97) return { ...style, foreground: { index: code - 90 + 8 } };
  if (code >= 40 && code <= 47) return { ...style, background: { index: code - 40 } };
  if (code >= 100 && code <= 107) return { ...style, background: { index: code - 100 + 8 } };
  return style;
}

const simpleCodes: Readonly<Record<number, Partial<AnsiStyle>>> = {
  0: plainStyle,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null },
};

/** `5;n` or `2;r;g;b` after 38 or 48, and how many codes that took. */
function colorOfCodes(codes: readonly number[]): { color: AnsiColor | null; used: number } {
  if (codes[0] === 5) return { color: indexedColor(codes[1]), used: 2 };
  if (codes[0] === 2) return { color: exactColor(codes.slice(1, 4)), used: 4 };
  return { color: null, used: codes.length };
}

/** The same with colons, where the colour space may stand (and be empty) before red. */
function colorOfParts(parts: readonly number[]): AnsiColor | null {
  if (parts[0] === 5) return indexedColor(parts[1]);
  if (parts[0] === 2) return exactColor(parts.length > 4 ? parts.slice(2, 5) : parts.slice(1, 4));
  return null;
}

function exactColor(parts: readonly number[]): AnsiColor | null {
  const [red, green, blue] = parts;
  if (red === undefined || green === undefined || blue === undefined) return null;
  if (Math.max(red, green, blue) > 255) return null;
  return { rgb: [red, green, blue] };
}

const cube = [0, 95, 135, 175, 215, 255] as const;

function indexedColor(index: number | undefined): AnsiColor | null {
  if (index === undefined || index > 255) return null;
  if (index < 16) return { index };
  if (index >= 232) {
    const gray = 8 + (index - 232) * 10;
    return { rgb: [gray, gray, gray] };
  }
  const level = (step: number): number => cube[Math.floor((index - 16) / step) % 6] ?? 0;
  return { rgb: [level(36), level(6), level(1)] };
}

function toNumber(code: string): number {
  return code === '' ? 0 : Number.parseInt(code, 10);
}

function isPlain(style: AnsiStyle): boolean {
  return (
    style.foreground === null &&
    style.background === null &&
    !(style.bold || style.dim || style.italic || style.underline || style.inverse || style.strike)
  );
}
