/** `runsheet logs ID`: the merged log of a subtree. */
import { allLevels, levelAndAbove, logLevels, type LogRow } from '../../../src-shared/model';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { LogCursor, type LogSelection } from '../log-cursor';
import { isLogComplete, noticeGrowth, wakeUps } from '../log-follow';
import { nothingYet } from '../not-found';
import { SearchCursor } from '../search-cursor';
import { logLine } from '../text/log-line';
import { logLineJson } from '../text/node-json';

/** See the head of this file. */
export async function logs(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  const level = given.choice('level', logLevels);
  const selection: LogSelection = {
    id,
    levels: level === null ? allLevels : levelAndAbove(level),
    from: given.wholeNumber('from', { min: 1 }),
    tail: given.wholeNumber('tail', { min: 0 }),
    ownOnly: given.has('no-children'),
  };
  const printer = new LinePrinter(context, given.wholeNumber('limit', { min: 0 }) ?? Infinity);
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null) throw nothingYet(id);
    const pattern = given.text('search');
    const cursor =
      pattern === null
        ? new LogCursor(folder.reader, selection)
        : new SearchCursor(folder.reader, selection, pattern);
    if (given.has('follow')) return follow(folder, { id, cursor, printer });
    await printer.printAll(cursor);
    return exitCodes.completed;
  });
}

/** Goes through the lines that were asked for. */
type LineCursor = Pick<LogCursor, 'extend' | 'next'>;

async function follow(
  folder: OpenFolder,
  log: { readonly id: string; readonly cursor: LineCursor; readonly printer: LinePrinter },
): Promise<number> {
  const interruption = new Interruption();
  const wakes = wakeUps(folder, log.id);
  try {
    for (;;) {
      folder.refresh();
      noticeGrowth(folder, log.id);
      log.cursor.extend();
      const complete = isLogComplete(folder, log.id);
      await log.printer.printAll(log.cursor);
      if (complete || log.printer.isDone) return exitCodes.completed;
      const woken = await Promise.race([wakes.next(), interruption.asked]);
      if (woken === 'interrupted') return exitCodes.interrupted;
    }
  } finally {
    interruption.end();
  }
}

/** Prints lines until there were enough or nobody reads any more. */
class LinePrinter {
  readonly #context: CliContext;
  readonly #style: Parameters<typeof logLine>[1];
  #left: number;

  constructor(context: CliContext, limit: number) {
    this.#context = context;
    this.#style = { palette: context.palette, terminal: context.out.isTerminal };
    this.#left = limit;
  }

  get isDone(): boolean {
    return this.#left <= 0 || this.#context.out.isClosed;
  }

  async printAll(cursor: LineCursor): Promise<void> {
    while (!this.isDone) {
      const rows = cursor.next();
      if (rows === null) return;
      const printed = rows.length > this.#left ? rows.slice(0, this.#left) : rows;
      this.#left -= printed.length;
      await this.#context.out.write(printed.map((row) => this.#lineOf(row)).join(''));
    }
  }

  #lineOf(row: LogRow): string {
    return `${this.#context.json ? JSON.stringify(logLineJson(row)) : logLine(row, this.#style)}\n`;
  }
}
