/** Answers to commands about logs. */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import { allLevels } from '../../src-shared/model';
import type { LogPlace, ViewAddress } from '../../src-shared/log-view';
import type { EngineFace } from './engine-face';
import type { ClientSelections } from './log-selections';
import { displayedTextMax, type FolderReader } from './folder-reader';
import { notFound, parseId } from './jobs/ids';
import { countHistogram } from './logs/histogram';
import { rowAt, type LogRows } from './logs/log-rows';
import type { LogView } from './logs/log-view';
import { plainText } from './logs/plain-text';

/** Text that is copied at once, in bytes. */
const copiedTextMax = 10_000_000;
/** Rows that are read at once while text is copied. */
const rowsAtOnce = 1000;
/** Milliseconds of work after which others get their turn. */
const sliceMs = 8;

/** The handlers, for a client of an engine. */
export function logHandlers(engine: EngineFace, selections: ClientSelections) {
  const { reader } = engine;
  /** The rows of an address, and how many have come in above since the client heard of them. */
  const read = (address: ViewAddress): { rows: LogRows; shift: number } => {
    const { scopeId, levels, selectionId = null, context = null, above = null } = address;
    if (selectionId === null) return { rows: reader.view(scopeId, levels), shift: 0 };
    const now = selections.get(selectionId, scopeId, levels).read(context);
    return { rows: now.rows, shift: above === null ? 0 : now.above - above };
  };
  return {
    'log.rows': async (input: CommandInput<'log.rows'>): Promise<CommandOutput<'log.rows'>> => {
      await engine.loop.quiet();
      const { scopeId, levels, from, count } = input;
      const { rows: all, shift } = read(input);
      const { total } = reader.view(scopeId, levels);
      const rows = reader.rowsOf(scopeId, all.rows(from + shift, count), displayedTextMax);
      return {
        total,
        matching: all.matching - shift,
        rows: shift === 0 ? rows : rows.map((row) => ({ ...row, row: row.row - shift })),
      };
    },
    'log.locate': async (input: CommandInput<'log.locate'>): Promise<CommandOutput<'log.locate'>> => {
      await engine.loop.quiet();
      const { scopeId, at, backwards = false } = input;
      const sequence = sequenceOf(reader, { scopeId, at, backwards });
      const { rows, shift } = read(input);
      const row = sequence === null ? null : rowAt(rows, sequence, backwards);
      return row === null ? null : { row: row - shift, n: rows.rows(row, 1)[0].n };
    },
    'log.line': async (input: CommandInput<'log.line'>) => {
      await engine.loop.quiet();
      return reader.rows(input.scopeId, allLevels, input.n - 1, 1, null)[0] ?? null;
    },
    'log.select': async (input: CommandInput<'log.select'>): Promise<CommandOutput<'log.select'>> => {
      await engine.loop.quiet();
      return selections.open(input);
    },
    'log.unselect': ({ selectionId }: CommandInput<'log.unselect'>) => {
      selections.close(selectionId);
      return {};
    },
    'log.histogram': async (
      input: CommandInput<'log.histogram'>,
    ): Promise<CommandOutput<'log.histogram'>> => {
      await engine.loop.quiet();
      const { scopeId, levels, axis, buckets, hitsOf = null, part = null } = input;
      if (part !== null && axis === 'time') {
        throw new RunsheetError('bad-input', 'A histogram over time has no parts.');
      }
      await countSpans(reader.view(scopeId, levels));
      await engine.loop.quiet();
      const hits = hitsOf === null ? null : selections.get(hitsOf, scopeId, levels).rows();
      return countHistogram(read(input).rows, { axis, buckets, hits, part });
    },
    'log.text': async (input: CommandInput<'log.text'>): Promise<CommandOutput<'log.text'>> => {
      return copyText(
        async () => {
          await engine.loop.quiet();
          return read(input);
        },
        input.from,
        input.to,
      );
    },
  };
}

/** The line of the run that a place means; null when there is none at it, or beyond it. */
function sequenceOf(
  reader: FolderReader,
  {
    scopeId,
    at,
    backwards,
  }: { readonly scopeId: string; readonly at: LogPlace; readonly backwards: boolean },
): number | null {
  const whole = reader.view(scopeId, allLevels);
  if ('time' in at) {
    const micros = Math.round(at.time * 1000);
    return backwards ? whole.reader.sequenceAt(micros + 1) - 1 : whole.reader.sequenceAt(micros);
  }
  if ('n' in at) {
    const n = backwards ? Math.min(at.n, whole.total) : at.n;
    return n < 1 || n > whole.total ? null : whole.sequenceOfLine(n);
  }
  if (parseId(at.jobId).run !== parseId(scopeId).run) throw notFound(at.jobId);
  const own = reader.ownLines(at.jobId);
  if ('attempt' in at) return sequenceOfAttempt(own, at.attempt);
  const line = backwards ? Math.min(at.line, own.total) : at.line;
  return own.rows(line - 1, 1).at(0)?.sequence ?? null;
}

/** The first line of an attempt at a job; null when it has printed nothing. A job's attempts ascend in its lines. */
function sequenceOfAttempt(own: LogView, attempt: number): number | null {
  let low = 0;
  let high = own.total;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (own.rows(middle, 1)[0].attempt < attempt) low = middle + 1;
    else high = middle;
  }
  const first = own.rows(low, 1).at(0);
  return first?.attempt === attempt ? first.sequence : null;
}

/** Counts the blocks of all spans, a slice at a time: ten million lines have ten thousand records. */
async function countSpans(view: LogView): Promise<void> {
  let until = performance.now() + sliceMs;
  for (let span = 0; span < view.reader.spanCount; span++) {
    view.countSpan(span);
    if (performance.now() < until) continue;
    await turn();
    until = performance.now() + sliceMs;
  }
}

/** The rows from `from` to `to` as a person reads them, a line each, as far as they fit. */
async function copyText(
  read: () => Promise<{ readonly rows: LogRows; readonly shift: number }>,
  from: number,
  to: number,
): Promise<CommandOutput<'log.text'>> {
  const texts: string[] = [];
  let left = copiedTextMax;
  for (let at = from; at <= to;) {
    const { rows, shift } = await read();
    const lines = rows.rows(at + shift, Math.min(rowsAtOnce, to - at + 1));
    for (const line of lines) {
      left -= line.text.length + 1;
      if (left < 0) break;
      texts.push(plainText(line.text));
    }
    if (lines.length < rowsAtOnce || left < 0) break;
    at += lines.length;
    await turn();
  }
  return { text: texts.join('\n'), rows: texts.length };
}

/** One turn of the event loop, in which others get theirs. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
