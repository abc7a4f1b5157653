/** Finds the items of a step's `for_each`: one job for each. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { maximumItems, type ForEach } from '../../../src-shared/definition';
import { RunsheetError } from '../../../src-shared/errors';
import { globItems } from './glob-items';

/** Largest file for `lines`, in bytes. */
const largestLinesFile = 256 * 1024 * 1024;

/** Where to look, and how to stop looking. */
export interface ExpandOptions {
  /** Absolute path of the folder of the definition file. */
  readonly directory: string;
  readonly signal?: AbortSignal;
}

/** The items, at most {@link maximumItems}. */
export interface ExpandedItems {
  readonly items: readonly string[];
  /** Folders that a glob could not look into; what is in them is not among the items. */
  readonly unreadable: readonly string[];
}

/**
 * Finds the items without holding up the thread for long. Throws a {@link RunsheetError} `bad-input` when a file
 * cannot be read or there are too many items, and the signal's reason when it is aborted. The `command` form is run
 * elsewhere: see `forEachCommand` and {@link itemsFromCommandOutput}.
 */
export async function expandForEach(
  forEach: Exclude<ForEach, { readonly kind: 'command' }>,
  options: ExpandOptions,
): Promise<ExpandedItems> {
  options.signal?.throwIfAborted();
  switch (forEach.kind) {
    case 'glob': {
      const { items, unreadable } = await globItems({ ...forEach, ...options });
      return { items: limited(items, forEach.limit), unreadable };
    }
    case 'list':
      return { items: limited(forEach.items, forEach.limit), unreadable: [] };
    case 'lines':
      return {
        items: limited(await linesOf(forEach.file, options), forEach.limit),
        unreadable: [],
      };
    case 'range':
      return { items: await numbersOf(forEach, options.signal), unreadable: [] };
  }
}

/** The items in what a command printed: one for each line that is not blank. */
export function itemsFromCommandOutput(text: string, limit: number | null = null): readonly string[] {
  return limited(linesIn(text), limit);
}

/** How many items a range has; `limit` is not counted in. */
export function rangeLength(
  range: Pick<Extract<ForEach, { readonly kind: 'range' }>, 'from' | 'to' | 'by'>,
): number {
  return Math.max(0, Math.floor((range.to - range.from) / range.by) + 1);
}

function linesIn(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const item = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (item.trim() !== '') lines.push(item);
  }
  return lines;
}

async function linesOf(file: string, options: ExpandOptions): Promise<readonly string[]> {
  const path = resolve(options.directory, file);
  try {
    const { size } = await stat(path);
    if (size > largestLinesFile) {
      throw new RunsheetError('bad-input', `The file ${file} of for_each is larger than 256 MiB.`);
    }
    const bytes = await readFile(path, options.signal === undefined ? {} : { signal: options.signal });
    return linesIn(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof RunsheetError) throw error;
    throw new RunsheetError('bad-input', `The file ${file} of for_each ${unreadableReason(error)}.`, {
      cause: error,
    });
  }
}

function unreadableReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'is not UTF-8';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

async function numbersOf(
  range: Extract<ForEach, { readonly kind: 'range' }>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const length = Math.min(rangeLength(range), range.limit ?? Infinity);
  if (length > maximumItems) throw tooMany(length);
  const items: string[] = [];
  for (let index = 0; index < length; index += 1) {
    items.push(String(range.from + index * range.by));
    if (index % 65_536 === 65_535) {
      signal?.throwIfAborted();
      await setImmediate();
    }
  }
  return items;
}

function limited(items: readonly string[], limit: number | null): readonly string[] {
  const chosen = limit === null || limit >= items.length ? items : items.slice(0, limit);
  if (chosen.length > maximumItems) throw tooMany(chosen.length);
  return chosen;
}

function tooMany(count: number): RunsheetError {
  return new RunsheetError(
    'bad-input',
    `The for_each has ${count.toLocaleString('en')} items; at most ${maximumItems.toLocaleString('en')} are possible.`,
    { hint: 'Set a limit.' },
  );
}
