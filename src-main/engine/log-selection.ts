/**
 * One selection of a client: which lines of a view are rows, found in a background thread. It asks for the blocks
 * nearest to where the person is first, goes outwards in both directions, and goes on with what the run still writes.
 */
import type { ContextSize, Selecting, SelectionState } from '../../src-shared/log-view';
import type { ScanPlaces, ScanReport, ScanRequest } from './background/scan-protocol';
import type { FolderReader } from './folder-reader';
import { parseId } from './jobs/ids';
import type { Block } from './logs/block';
import { FoundRows } from './logs/found-rows';
import type { LogReader } from './logs/log-reader';
import type { LogRows } from './logs/log-rows';
import type { LogView } from './logs/log-view';
import { Reading } from './logs/reading';
import { SelectedRows } from './logs/selected-rows';
import { blocksInSpan } from './logs/span-index';

/** What the thread was asked and has not answered. */
interface Asked {
  readonly blocks: readonly number[];
  readonly sentAt: number;
}

/** Questions under way, so that the thread need not wait for the next. */
const askedMost = 2;
/** Blocks of the first question: its answer comes at once. */
const firstBlocks = 2;
const blocksMost = 64;
/** What one question should take, in milliseconds: what is given up ends as soon. */
const questionMs = 15;

/** What is selected, and where. */
export interface SelectionOptions {
  readonly id: string;
  /** Its number for the thread. */
  readonly number: number;
  readonly scopeId: string;
  readonly levels: number;
  readonly select: Selecting;
  /** Line of the subtree near which to begin. */
  readonly near: number;
  readonly reader: FolderReader;
  /** File of the run's sealed blocks. */
  readonly file: string;
  readonly send: (request: ScanRequest) => void;
}

/** See the head of this file. */
export class LogSelection {
  readonly id: string;
  readonly number: number;
  readonly run: number;
  /** Why it looks no further, or null. */
  problem: string | null = null;
  readonly #options: SelectionOptions;
  readonly #found: FoundRows;
  readonly #isAlike: boolean;
  /** Sealed blocks that are known. */
  #blocks: number;
  /** The next block after, and before, those that were asked for. */
  #up: number;
  #down: number;
  #turn = 0;
  /** Blocks that a thread did not answer any more. */
  #again: number[] = [];
  /** Last line of the head that was asked for. */
  #headAsked = 0;
  #asked: Asked[] = [];
  #packBlocks = firstBlocks;
  #isOpen = false;
  #nodesTold = 0;
  readonly #reading: Reading;

  constructor(options: SelectionOptions) {
    this.#options = options;
    this.id = options.id;
    this.number = options.number;
    this.run = parseId(options.scopeId).run;
    this.#isAlike = options.select.kind === 'alike';
    this.#found = new FoundRows(this.#isAlike);
    const view = this.#view();
    const { reader } = view;
    this.#blocks = reader.blockCount;
    this.#found.beginHead(reader.sealedLineCount + 1);
    const near = Math.min(options.near, view.total);
    const segment = near === 0 ? 0 : reader.segmentOf(view.sequenceOfLine(near));
    this.#up = Math.min(segment, reader.blockCount);
    this.#down = this.#up - 1;
    this.#reading = new Reading(this.#found, this.#up);
  }

  /** Whether it is about this view. */
  isOf(scopeId: string, levels: number): boolean {
    return this.#options.scopeId === scopeId && this.#options.levels === levels;
  }

  /** Its rows, as far as they were found; of use until the next turn of the event loop. */
  rows(): SelectedRows {
    const view = this.#view();
    this.#follow(view.reader);
    return new SelectedRows(view, this.#found, this.#isAlike);
  }

  /** Its rows as a person reads them: see `context` of a view's address. `above` only grows. */
  read(context: ContextSize | null): { readonly rows: LogRows; readonly above: number } {
    if (context === null || this.#isAlike) return { rows: this.rows(), above: 0 };
    const view = this.#view();
    this.#follow(view.reader);
    return this.#reading.read(view, context);
  }

  get state(): SelectionState {
    const { scopeId, levels, select } = this.#options;
    const rows = this.rows();
    return {
      selectionId: this.id,
      scopeId,
      levels,
      kind: select.kind,
      scanned: this.#found.scanned,
      total: this.#view().matching,
      found: rows.matching,
      problem: this.problem,
    };
  }

  /** Whether the thread owes it an answer. */
  get isWaiting(): boolean {
    return this.#asked.length > 0;
  }

  /** Asks the thread for what is nearest and not known. */
  ask(): void {
    if (this.problem !== null) return;
    const view = this.#view();
    this.#follow(view.reader);
    while (this.#asked.length < askedMost) {
      const chunks = this.#unknownChunks(view.reader);
      const blocks = this.#nextBlocks(view, this.#packBlocks);
      if (chunks.length === 0 && blocks.length === 0) return;
      this.#open();
      this.#tellNodes();
      this.#asked.push({ blocks, sentAt: performance.now() });
      this.#options.send({
        type: 'scan',
        selection: this.number,
        places: placesOf(view.reader, blocks),
        chunks,
      });
    }
  }

  /** Takes an answer of the thread. */
  take(report: Extract<ScanReport, { type: 'found' }>): void {
    const asked = this.#asked.shift();
    this.#found.takePack(report.pack);
    for (const chunk of report.chunks) this.#found.takeChunk(chunk);
    if (asked === undefined || asked.blocks.length === 0) return;
    // The wait behind the question before it counts too, so the aim is two questions' time.
    const factor = (questionMs * askedMost) / Math.max(1, performance.now() - asked.sentAt);
    const blocks = Math.round(asked.blocks.length * Math.min(4, factor));
    this.#packBlocks = Math.max(1, Math.min(blocksMost, blocks));
  }

  /** The thread is gone: what it has not answered is asked again. */
  askAgain(): void {
    this.#again.push(...this.#asked.flatMap(({ blocks }) => blocks));
    this.#asked = [];
    this.#headAsked = 0;
    this.#isOpen = false;
    this.#nodesTold = 0;
  }

  /** It looks no further. `block` −1 is the head. */
  stop(problem: string): void {
    this.problem = problem;
    this.#asked = [];
    this.close();
  }

  /** Number in the subtree of the first line of a block, for a sentence about it. */
  lineOfBlock(block: number): number {
    const view = this.#view();
    const { reader } = view;
    const sequence = block < 0 ? reader.sealedLineCount + 1 : reader.firstSequence(block);
    return Math.max(1, Math.min(view.lineAt(sequence), view.total));
  }

  close(): void {
    if (this.#isOpen) this.#options.send({ type: 'close', selection: this.number });
    this.#isOpen = false;
  }

  #view(): LogView {
    return this.#options.reader.view(this.#options.scopeId, this.#options.levels);
  }

  /** What was the head when somebody looked last may be a block by now. */
  #follow(reader: LogReader): void {
    if (reader.blockCount === this.#blocks) return;
    reader.useColumns(this.#blocks, (columns) => {
      this.#found.seal(this.#blocks, columns);
    });
    this.#found.beginHead(reader.sealedLineCount + 1);
    this.#blocks = reader.blockCount;
  }

  #unknownChunks(reader: LogReader): Block[] {
    const chunks = reader.chunks.filter(
      ({ firstSequence, length }) =>
        firstSequence + length - 1 > this.#headAsked && !this.#found.knowsHead(firstSequence, length),
    );
    const last = chunks.at(-1);
    if (last !== undefined) this.#headAsked = last.firstSequence + last.length - 1;
    return chunks.map(copyOf);
  }

  /** The next blocks, in turn after and before where the person is. */
  #nextBlocks(view: LogView, most: number): number[] {
    const blocks: number[] = [];
    while (blocks.length < most) {
      const block = this.#again.pop() ?? this.#nextBlock(view);
      if (block === null) break;
      if (!this.#found.isDone(block)) blocks.push(block);
    }
    return blocks;
  }

  #nextBlock(view: LogView): number | null {
    const isUp = this.#down < 0 || (this.#up < this.#blocks && this.#turn++ % 2 === 0);
    if (isUp && this.#up >= this.#blocks) return null;
    const block = isUp ? this.#up++ : this.#down--;
    const span = Math.floor(block / blocksInSpan);
    if (span >= view.reader.spanCount || view.spanHasRows(span)) return block;
    // Nothing of the view is in the whole span: it is not even read.
    for (let one = 0; one < blocksInSpan; one++) this.#found.skip(span * blocksInSpan + one);
    if (isUp) this.#up = (span + 1) * blocksInSpan;
    else this.#down = span * blocksInSpan - 1;
    return block;
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { scopeId, levels, select, file } = this.#options;
    const everyNode = parseId(scopeId).node === 0;
    this.#options.send({ type: 'open', selection: this.number, file, levels, select, everyNode });
  }

  /** Which nodes are below the scope, as far as the thread does not know it; a node's parent never changes. */
  #tellNodes(): void {
    const { scopeId, reader } = this.#options;
    const { node, tree } = reader.find(scopeId);
    const from = this.#nodesTold;
    if (node === 0 || tree.table.length === from) return;
    const within = new Uint8Array(tree.table.length - from);
    for (let at = 0; at < within.length; at++) within[at] = tree.isWithin(from + at, node) ? 1 : 0;
    this.#nodesTold = tree.table.length;
    this.#options.send({ type: 'nodes', selection: this.number, from, within });
  }
}

function placesOf(reader: LogReader, blocks: readonly number[]): ScanPlaces {
  const places = blocks.map((block) => reader.place(block));
  return {
    number: Uint32Array.from(blocks),
    offset: Float64Array.from(places, (place) => place.offset),
    bytes: Uint32Array.from(places, (place) => place.bytes),
  };
}

/** In memory of its own: with a view, all that the view is of would be sent. */
function copyOf(chunk: Block): Block {
  return {
    ...chunk,
    sources: chunk.sources.slice(),
    time: chunk.time.slice(),
    textEnd: chunk.textEnd.slice(),
    source: chunk.source.slice(),
    flags: chunk.flags.slice(),
    text: chunk.text.slice(),
  };
}
