/** Reads TOML with the place of every key. */
import { parse, TomlError } from 'smol-toml';
import { positionFinder, type SourceResult } from './source-tree';
import { locateTomlKeys } from './toml-locator';

/** Reads the text of a TOML file. */
export function readTomlSource(text: string): SourceResult {
  try {
    return { ok: true, document: { value: parse(text), root: locateTomlKeys(text).root } };
  } catch (error) {
    if (error instanceof RangeError)
      return { ok: false, problems: [{ offset: 0, says: 'this is nested too deep' }] };
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0].replace(/^Invalid TOML document: /, '');
    if (reason.includes('already defined')) {
      const { duplicates } = locateTomlKeys(text);
      if (duplicates.length > 0) return { ok: false, problems: duplicates.slice(0, 1) };
    }
    const offset = offsetOf(text, error.line, error.column);
    return {
      ok: false,
      problems: [{ offset, says: `this is not valid TOML: ${reason}`, ...hintFor(text, offset) }],
    };
  }
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

function hintFor(text: string, offset: number): { readonly hint?: string } {
  const { line } = positionFinder(text)(offset);
  const source = text.split('\n')[line - 1] ?? '';
  if (/=\s*[\p{L}/.~]/u.test(source) && !/=\s*(?:true|false|inf|nan)\b/.test(source)) {
    return { hint: 'Text stands in quotes: key = "text".' };
  }
  if (/=\s*"[^"]*\\/.test(source)) {
    return { hint: 'In double quotes "\\" begins an escape; single quotes keep it as it is.' };
  }
  return {};
}
