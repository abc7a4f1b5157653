/**
 * Goes through the lines of a log that a pattern finds, block by block, with the code that the engine's searches use:
 * it needs no engine. Numbers stay those of the subtree.
 */
import type { LogRow } from '../../src-shared/model';
import type { FolderReader } from '../engine/folder-reader';
import type { LogView } from '../engine/logs/log-view';
import { rowFinder, type AskedLines, type RowFinder } from '../engine/logs/selecting';
import type { LogSelection } from './log-cursor';

/** See the head of this file. */
export class SearchCursor {
  readonly #reader: FolderReader;
  readonly #selection: LogSelection;
  readonly #find: RowFinder;
  readonly #of: AskedLines;
  /** Position in the run of the next line to look at, and of the last one that there is for now. */
  #at = 1;
  #end = 0;

  /** Throws `bad-input` when the pattern cannot be read. */
  constructor(reader: FolderReader, selection: LogSelection, pattern: string) {
    this.#reader = reader;
    this.#selection = selection;
    this.#find = rowFinder({
      kind: 'search',
      query: { text: pattern, regex: true, matchCase: true, wholeWord: false },
    });
    this.#of = { isWithin: this.#wantedNodes(), levels: selection.levels };
    this.extend();
    this.#at = this.#first();
  }

  /** Takes in the lines that there are in the present snapshot. */
  extend(): void {
    this.#end = this.#view().reader.lineCount;
  }

  /** Some of the next lines, maybe none of those looked at; null at the end. */
  next(): LogRow[] | null {
    if (this.#at > this.#end) return null;
    const view = this.#view();
    const segment = view.reader.segmentOf(this.#at);
    const first = view.reader.firstSequence(segment);
    const hits = this.#hitsIn(view, segment);
    hits.fill(0, 0, this.#at - first);
    this.#at = first + hits.length;
    const lines: Parameters<FolderReader['rowsOf']>[1][number][] = [];
    view.eachRow(segment, { only: hits, skip: 0 }, (line) => {
      lines.push(line);
      return true;
    });
    return this.#reader.rowsOf(this.#selection.id, lines, null);
  }

  #view(): LogView {
    return this.#reader.view(this.#selection.id, this.#selection.levels);
  }

  /** The node alone, or it and all below it. */
  #wantedNodes(): AskedLines['isWithin'] {
    const { id, ownOnly } = this.#selection;
    const { run, node } = this.#reader.find(id);
    if (ownOnly) return (n) => n === node;
    // The tree is read anew when it has grown.
    return node === 0 ? null : (n) => this.#reader.open(run)?.tree.isWithin(n, node) ?? false;
  }

  #hitsIn({ reader }: LogView, segment: number): Uint8Array {
    return reader.useBlock(segment, (block) => this.#find(block, this.#of).hits);
  }

  #first(): number {
    const { from, tail } = this.#selection;
    const view = this.#view();
    if (view.total === 0) return 1;
    if (from !== null && from > view.total) return this.#end + 1;
    const first = from === null ? 1 : view.sequenceOfLine(from);
    if (tail === null) return first;
    let missing = tail;
    for (let segment = view.reader.segmentCount - 1; segment >= 0 && missing > 0; segment--) {
      const begin = view.reader.firstSequence(segment);
      const hits = this.#hitsIn(view, segment);
      for (let at = hits.lastIndexOf(1); at >= 0; at = at === 0 ? -1 : hits.lastIndexOf(1, at - 1)) {
        if (begin + at < first) return first;
        if (--missing === 0) return begin + at;
      }
    }
    return missing === 0 ? this.#end + 1 : first;
  }
}
