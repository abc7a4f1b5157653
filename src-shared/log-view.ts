/**
 * How a log is looked at: which rows a view has, where its lines are found, how they are spread. Filters and searches
 * select rows; a line's number never changes.
 */
import { z } from 'zod';
import { logRowSchema, logStreams, nodeIdSchema } from './model';

const count = z.number().int().nonnegative();
/** Bit set of levels. */
export const levelMaskSchema = z
  .number()
  .int()
  .min(0)
  .max(15)
  .describe('bit set of levels: 1 debug, 2 info, 4 warn, 8 error');

/** What a person looks for. Without `regex` the text is taken as it stands. */
export const logQuerySchema = z.object({
  text: z.string().min(1).max(2000),
  regex: z.boolean(),
  matchCase: z.boolean(),
  wholeWord: z.boolean(),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

/** Which lines of a view are rows: those that a search finds, or all but those that are like the line before. */
export const selectingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('search'), query: logQuerySchema }),
  /** Neighbours that differ only in numbers are one row. */
  z.object({ kind: z.literal('alike') }),
]);
export type Selecting = z.infer<typeof selectingSchema>;

/** Lines before and after each hit of a search that are rows, too. */
export const contextSizeSchema = z.union([z.literal(0), z.literal(2), z.literal(5)]);
export type ContextSize = z.infer<typeof contextSizeSchema>;

/** The rows of a log: a subtree, levels, and, when given, what `log.select` found. */
export const viewAddressSchema = z.object({
  scopeId: nodeIdSchema,
  levels: levelMaskSchema,
  selectionId: z.string().nullable().default(null),
  /**
   * Null: what was found so far, wherever it is. A number: what a person reads. Those are the hits, with so many lines
   * of the view before and after each, of the part around `near` that was looked through without a gap. While it
   * grows, rows come in above the first and below the last, never between.
   */
  context: contextSizeSchema.nullable().default(null),
  /** Rows above where the search began, as the client knows them: rows are counted as if there were no more. */
  above: count.nullable().default(null),
});
export type ViewAddress = z.input<typeof viewAddressSchema>;

/** How far a selection has come. It goes on with the lines that the run still writes, until it is given up. */
export const selectionStateSchema = z.object({
  selectionId: z.string(),
  scopeId: nodeIdSchema,
  levels: levelMaskSchema,
  kind: z.enum(['search', 'alike']),
  /** Lines of the view that were looked at, and that there are. */
  scanned: count,
  total: count,
  /** Rows found so far; exact once `scanned` is `total`. */
  found: count,
  /** Why it looks no further, in one sentence (a pattern that takes too long); else null. */
  problem: z.string().nullable(),
});
export type SelectionState = z.infer<typeof selectionStateSchema>;

/** Where in a view to look: at a line number of the subtree, a time, a line of one job, or the first line of an attempt. */
export const placeSchema = z.union([
  z.object({ n: z.number().int().min(1) }),
  /** Milliseconds since the epoch. */
  z.object({ time: z.number() }),
  z.object({ jobId: nodeIdSchema, line: z.number().int().min(1) }),
  z.object({ jobId: nodeIdSchema, attempt: z.number().int().min(1) }),
]);
export type LogPlace = z.infer<typeof placeSchema>;

/** The lines of a view in buckets of equal size, as columns with an entry a bucket. */
export const histogramSchema = z.object({
  /** Rows of the view, or milliseconds since the epoch, where the first bucket begins and the last one ends. */
  from: z.number(),
  to: z.number(),
  debug: z.array(count),
  info: z.array(count),
  warn: z.array(count),
  error: z.array(count),
  /** Rows of the asked selection in each bucket; empty when none was asked for. */
  hits: z.array(count),
  /** Time of the first and the last line, in milliseconds since the epoch; 0 in an empty bucket. */
  firstTime: z.array(z.number()),
  lastTime: z.array(z.number()),
});
export type Histogram = z.infer<typeof histogramSchema>;

/** The unfinished last line of a stream: shown live, without a number. */
export const tailSchema = z.object({
  jobId: nodeIdSchema,
  jobName: z.string(),
  jobPosition: count,
  stream: z.enum(logStreams),
  /** Its latest characters, when it is long. */
  text: z.string(),
});
export type LogTail = z.infer<typeof tailSchema>;

/** Formats of an exported view. */
export const exportFormats = ['text', 'jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const viewCommands = {
  'log.rows': {
    description: 'Rows `from` (0-based) to `from + count - 1` of a view of the merged log of a subtree.',
    input: viewAddressSchema.extend({ from: count, count: count.max(1000) }),
    output: z.object({ total: count, matching: count, rows: z.array(logRowSchema) }),
  },
  'log.locate': {
    description:
      'The first row of the view at or after a place, or (`backwards`) the last one at or before it; null where there is none.',
    input: viewAddressSchema.extend({ at: placeSchema, backwards: z.boolean().default(false) }),
    output: z
      .object({
        row: z.number().int().describe('negative among rows above those that the client knows'),
        n: count,
      })
      .nullable(),
  },
  'log.line': {
    description: 'One line with its whole text.',
    input: z.object({ scopeId: nodeIdSchema, n: z.number().int().min(1) }),
    output: logRowSchema.nullable(),
  },
  'log.select': {
    description:
      'Looks through all lines of a view for its rows, nearest to line `near` first; how far it is comes with the feed. A pattern that cannot be read is the error `bad-input`. A client has a few at a time: the oldest is given up for one too many.',
    input: z.object({
      scopeId: nodeIdSchema,
      levels: levelMaskSchema,
      select: selectingSchema,
      near: z.number().int().min(1),
    }),
    output: selectionStateSchema,
  },
  'log.unselect': {
    description: 'Gives a selection up. It is no error when it is gone already.',
    input: z.object({ selectionId: z.string() }),
    output: z.object({}).describe('nothing'),
  },
  'log.histogram': {
    description:
      'How the lines of a view are spread by level, over its rows or over time, from its columns alone. With `hitsOf`, how the rows of that selection are, too.',
    input: viewAddressSchema.extend({
      axis: z.enum(['rows', 'time']),
      buckets: z.number().int().min(1).max(2000),
      part: z
        .object({ rowsPerBucket: z.number().min(1), first: count })
        .nullable()
        .default(null)
        .describe(
          'Buckets that keep their place while rows come in behind: bucket `b` begins with row `floor(b * rowsPerBucket)`, and those from number `first` on are told. Only for the axis of rows.',
        ),
      hitsOf: z.string().nullable().default(null),
    }),
    output: histogramSchema,
  },
  'log.text': {
    description:
      'The text of rows `from` to `to` of a view, a line each, to be copied; at most 10 MB, and how many rows that were.',
    input: viewAddressSchema.extend({ from: count, to: count }),
    output: z.object({ text: z.string(), rows: count }),
  },
} as const;
