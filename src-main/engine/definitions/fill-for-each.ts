/** Puts the parameters of a run into what a step's items come from. */
import type { ForEach } from '../../../src-shared/definition';
import { RunsheetError } from '../../../src-shared/errors';
import type { ExpansionContext } from './expand-command';
import { fillItem, fillTemplate, placeholderValue, readTemplate, type TemplatePart } from './placeholders';

/** What a `for_each` is filled with: there is no item yet. */
export type ForEachContext = Pick<ExpansionContext, 'params' | 'directory' | 'platform'>;

/**
 * The `for_each` with the values in it; that of a command stays, because `forEachCommand` fills it in. Throws a
 * {@link RunsheetError} `bad-input` when a pattern or a path has a parameter without a value.
 */
export function fillForEach(forEach: ForEach, context: ForEachContext): ForEach {
  const values = { ...context, item: null, index: null };
  switch (forEach.kind) {
    case 'glob':
      return { ...forEach, patterns: forEach.patterns.map((pattern) => fillPattern(pattern, values)) };
    case 'lines':
      readTemplate(forEach.file).parts.forEach((part) => refuseEmpty('lines', part, values));
      return { ...forEach, file: fillTemplate(forEach.file, values, context.platform) };
    case 'list':
      return { ...forEach, items: forEach.items.map((item) => fillItem(item, values, context.platform)) };
    case 'range':
    case 'command':
      return forEach;
  }
}

/** A value is a name, never a pattern: what would match something else is escaped. */
function fillPattern(pattern: string, values: ExpansionContext): string {
  let filled = '';
  for (const part of readTemplate(pattern).parts) {
    refuseEmpty('glob', part, values);
    if (part.kind === 'placeholder') {
      filled += literalPattern(placeholderValue(part.name, values, values.platform), values.platform);
    } else {
      // A folder may be given with a slash at its end, the root always is.
      filled += filled.endsWith('/') ? part.text.replace(/^\/+/, '') : part.text;
    }
  }
  return filled;
}

/** A pattern without an empty value could look through the whole disk. */
function refuseEmpty(key: string, part: TemplatePart, values: ExpansionContext): void {
  if (part.kind === 'text' || placeholderValue(part.name, values, values.platform).trim() !== '') return;
  throw new RunsheetError('bad-input', `The for_each has ${part.raw} in ${key}, and it has no value.`, {
    hint: 'Give the parameter a value, or make it required in the definition.',
  });
}

/** A text that matches itself and nothing else. On Windows a path has `/` in patterns. */
function literalPattern(value: string, platform: NodeJS.Platform): string {
  const path = platform === 'win32' ? value.replaceAll('\\', '/') : value;
  // The library does not take a backslash behind a backslash; in a class it does.
  return path.replace(/[\\()[\]{}!*?|+@^$,"]/g, (found) => (found === '\\' ? '[\\\\]' : `\\${found}`));
}
