/**
 * All selections of an engine's clients, and the thread that looks for them. Reports of the thread and commits of the
 * engine come in at any time; what they mean is worked out between two ticks, when memory is what is on disk.
 */
import type { SelectionState } from '../../src-shared/log-view';
import type { CommandInput } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import type { ScanReport } from './background/scan-protocol';
import { Scanner } from './background/scanner';
import type { FolderReader } from './folder-reader';
import { LogSelection } from './log-selection';
import { rowFinder } from './logs/selecting';

/** What selections need of the engine. */
export interface LogSelectionsOptions {
  readonly reader: FolderReader;
  /** Bundled script of the thread. */
  readonly thread: URL;
  /** Milliseconds that a pattern may take for one block. */
  readonly blockBudgetMs: number;
  /** File of a run's sealed blocks. */
  readonly fileOf: (run: number) => string;
  /** Resolves between two ticks. */
  readonly quiet: () => Promise<void>;
  /** There is news of a selection. */
  readonly changed: () => void;
}

/** See the head of this file. */
export class LogSelections {
  readonly #options: LogSelectionsOptions;
  readonly #scanner: Scanner;
  readonly #byNumber = new Map<number, LogSelection>();
  #nextNumber = 1;
  #reports: ScanReport[] = [];
  #isScheduled = false;
  #isStopped = false;

  constructor(options: LogSelectionsOptions) {
    this.#options = options;
    this.#scanner = new Scanner({
      thread: options.thread,
      blockBudgetMs: options.blockBudgetMs,
      handlers: {
        onReport: (report) => {
          this.#reports.push(report);
          this.#work();
        },
        onStuck: (number, block) => {
          for (const selection of this.#byNumber.values()) {
            if (selection.number !== number) selection.askAgain();
            else selection.stop(tooLong(selection, block));
          }
          this.#work();
        },
        onBroken: (message) => {
          for (const selection of this.#byNumber.values()) selection.stop(`It broke: ${message}`);
          this.#work();
        },
      },
    });
  }

  /** Begins a selection; throws `bad-input` when its pattern cannot be read. Call it between two ticks. */
  open(input: CommandInput<'log.select'>): LogSelection {
    rowFinder(input.select);
    const number = this.#nextNumber++;
    const selection = new LogSelection({
      ...input,
      id: `s${number}`,
      number,
      reader: this.#options.reader,
      file: this.#options.fileOf(this.#options.reader.find(input.scopeId).run),
      send: (request) => {
        this.#scanner.send(request);
      },
    });
    this.#byNumber.set(number, selection);
    this.#askAll();
    return selection;
  }

  close(selection: LogSelection): void {
    this.#byNumber.delete(selection.number);
    selection.close();
    this.#watch();
  }

  /** Takes in what a commit has added. */
  follow(): void {
    if (this.#byNumber.size > 0) this.#work();
  }

  /** Gives up what was selected in a run that is deleted. */
  forget(run: number): void {
    for (const selection of this.#byNumber.values()) if (selection.run === run) this.close(selection);
  }

  has(selection: LogSelection): boolean {
    return this.#byNumber.has(selection.number);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#byNumber.clear();
    await this.#scanner.stop();
  }

  /** Once, however much has come in. */
  #work(): void {
    if (this.#isScheduled || this.#isStopped) return;
    this.#isScheduled = true;
    void this.#options.quiet().then(() => {
      this.#isScheduled = false;
      if (this.#isStopped) return;
      const reports = this.#reports.splice(0);
      for (const report of reports) this.#take(report);
      this.#askAll();
      if (reports.length > 0 || this.#hasProblem()) this.#options.changed();
    });
  }

  #take(report: ScanReport): void {
    const selection = this.#byNumber.get(report.selection);
    if (selection === undefined || selection.problem !== null) return;
    if (report.type === 'found') selection.take(report);
    else selection.stop(report.message);
  }

  #askAll(): void {
    for (const selection of this.#byNumber.values()) selection.ask();
    this.#watch();
  }

  #watch(): void {
    this.#scanner.isWaiting = [...this.#byNumber.values()].some((selection) => selection.isWaiting);
  }

  #hasProblem(): boolean {
    return [...this.#byNumber.values()].some((selection) => selection.problem !== null);
  }
}

/** Selections of one client at a time. */
const selectionsMost = 4;

/** The selections of one client; the oldest is given up for one too many. */
export class ClientSelections {
  readonly #all: LogSelections;
  readonly #own: LogSelection[] = [];

  constructor(all: LogSelections) {
    this.#all = all;
  }

  open(input: CommandInput<'log.select'>): SelectionState {
    const selection = this.#all.open(input);
    this.#own.push(selection);
    while (this.#own.length > selectionsMost) this.close(this.#own[0].id);
    return selection.state;
  }

  close(id: string): void {
    const at = this.#own.findIndex((selection) => selection.id === id);
    for (const selection of at === -1 ? [] : this.#own.splice(at, 1)) this.#all.close(selection);
  }

  closeAll(): void {
    for (const selection of this.#own.splice(0)) this.#all.close(selection);
  }

  /** A selection by its id, when it is about this view; else null. */
  find(id: string, scopeId: string, levels: number): LogSelection | null {
    const selection = this.#own.find((one) => one.id === id);
    return selection?.isOf(scopeId, levels) === true && this.#all.has(selection) ? selection : null;
  }

  /** The same; throws `not-found`. */
  get(id: string, scopeId: string, levels: number): LogSelection {
    const selection = this.find(id, scopeId, levels);
    if (selection !== null) return selection;
    throw new RunsheetError('not-found', 'This search has been given up.', { hint: 'Search again.' });
  }

  get states(): SelectionState[] {
    return this.#own.filter((selection) => this.#all.has(selection)).map((selection) => selection.state);
  }
}

function tooLong(selection: LogSelection, block: number): string {
  const line = selection.lineOfBlock(block).toLocaleString('en-US');
  return `The pattern takes too long near line ${line}: the search ended there.`;
}
