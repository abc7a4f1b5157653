/** Which lines of a block are rows of a selection: those that a search finds, or all but those like the one before. */
import type { Selecting } from '../../../src-shared/log-view';
import { alikeKeys } from './alike';
import { type Block, levelOf, maskOfSources } from './block';
import { matchLines } from './line-matcher';
import { readQuery } from './search-pattern';

/** Which lines are looked at. */
export interface AskedLines {
  /** Null: of every node. */
  readonly isWithin: ((node: number) => boolean) | null;
  readonly levels: number;
}

/** What was found in a block; the columns have an entry a line. */
export interface FoundLines {
  /** Lines that were looked at. */
  readonly looked: number;
  /** 1 for each line that was looked at. */
  readonly asked: Uint8Array;
  /** 1 for each line that is a row. The first one that was looked at is one, where like neighbours are. */
  readonly hits: Uint8Array;
  /** The number of what a line is like, NaN for those that were not looked at; null in a search. */
  readonly keys: Float64Array | null;
}

/** Finds the rows among the lines of a block. */
export type RowFinder = (block: Block, of: AskedLines) => FoundLines;

/** How rows are selected; throws `bad-input` when a pattern cannot be read. */
export function rowFinder(select: Selecting): RowFinder {
  if (select.kind === 'alike') return findUnlike;
  const pattern = readQuery(select.query);
  return (block, of) => {
    const { asked, looked } = askedLines(block, of);
    const hits = new Uint8Array(block.length);
    if (looked > 0) matchLines(block, pattern, asked, hits);
    return { looked, asked, hits, keys: null };
  };
}

const findUnlike: RowFinder = (block, of) => {
  const { asked, looked } = askedLines(block, of);
  const keys = alikeKeys(block, asked);
  const hits = new Uint8Array(block.length);
  let before = NaN;
  for (let at = 0; at < block.length; at++) {
    if (asked[at] === 0) continue;
    if (keys[at] !== before) hits[at] = 1;
    before = keys[at];
  }
  return { looked, asked, hits, keys };
};

function askedLines(block: Block, { isWithin, levels }: AskedLines): { asked: Uint8Array; looked: number } {
  const within = maskOfSources(block.sources, (node) => isWithin === null || isWithin(node));
  const asked = new Uint8Array(block.length);
  let looked = 0;
  for (let at = 0; at < block.length; at++) {
    const is = within[block.source[at]] & (levels >> levelOf(block, at));
    asked[at] = is;
    looked += is;
  }
  return { asked, looked };
}
