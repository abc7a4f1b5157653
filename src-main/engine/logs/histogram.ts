/**
 * How the rows of a log are spread over its rows or over time, by level. Parts of the log that fall wholly into a
 * bucket are counted by what is known of them; only those that a boundary cuts are looked into, and only at their
 * columns.
 */
import type { Histogram } from '../../../src-shared/log-view';
import { placeOfRow, RowFinder, rowsBeforeLine, type LogRows } from './log-rows';
import { flagLevelMask } from './line-batch';

/** What is counted, and how. */
export interface HistogramOptions {
  /** Rows by position, or by time. */
  readonly axis: 'rows' | 'time';
  readonly buckets: number;
  /** Some of the buckets of an axis of rows; null: as many as were asked for share all rows. */
  readonly part: HistogramPart | null;
  /** Other rows of the same run that are counted beside, or null. */
  readonly hits: LogRows | null;
}

/** Buckets that keep their place while rows come in behind: bucket `b` begins with row `floor(b * rowsPerBucket)`. */
export interface HistogramPart {
  readonly rowsPerBucket: number;
  /** Number of the first bucket that is counted. */
  readonly first: number;
}

/** Where buckets begin; both have an entry more than there are buckets. */
interface Boundaries {
  readonly from: number;
  readonly to: number;
  /** Row, and line of the run, with which a bucket begins. */
  readonly row: readonly number[];
  readonly sequence: readonly number[];
}

/** See the head of this file. */
export function countHistogram(rows: LogRows, options: HistogramOptions): Histogram {
  const { buckets, hits, part } = options;
  const histogram = emptyHistogram(buckets, hits !== null);
  if (rows.matching === 0) return histogram;
  const { from, to, row, sequence } =
    options.axis === 'rows' ? rowBoundaries(rows, buckets, part) : timeBoundaries(rows, buckets);
  histogram.from = from;
  histogram.to = to;
  eachPart(rows, sequence, (bucket, level, count) => {
    histogram[level][bucket] += count;
  });
  if (hits !== null) {
    eachPart(hits, sequence, (bucket, _level, count) => {
      histogram.hits[bucket] += count;
    });
  }
  const finder = new RowFinder(rows);
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (row[bucket + 1] === row[bucket]) continue;
    histogram.firstTime[bucket] = finder.place(row[bucket]).time / 1000;
    histogram.lastTime[bucket] = finder.place(row[bucket + 1] - 1).time / 1000;
  }
  return histogram;
}

function rowBoundaries(rows: LogRows, buckets: number, part: HistogramPart | null): Boundaries {
  const { matching, reader } = rows;
  const finder = new RowFinder(rows);
  const begin = (bucket: number): number =>
    part === null
      ? Math.floor((bucket * matching) / buckets)
      : Math.min(matching, Math.floor((part.first + bucket) * part.rowsPerBucket));
  const row = Array.from({ length: buckets + 1 }, (_, bucket) => begin(bucket));
  const sequence = row.map((one) => (one >= matching ? reader.lineCount + 1 : finder.place(one).sequence));
  // What lies before the first row belongs to it.
  if (row[0] === 0) sequence[0] = 1;
  return { from: row[0], to: row[buckets], row, sequence };
}

function timeBoundaries(rows: LogRows, buckets: number): Boundaries {
  const { matching, reader } = rows;
  const first = placeOfRow(rows, 0).time;
  // Times are whole microseconds, and the last line lies before the end of the last bucket.
  const end = placeOfRow(rows, matching - 1).time + 1;
  const sequence = Array.from({ length: buckets + 1 }, (_, at) => {
    if (at === 0) return 1;
    if (at === buckets) return reader.lineCount + 1;
    return reader.sequenceAt(Math.ceil(first + ((end - first) * at) / buckets));
  });
  const row = sequence.map((one) => rowsBeforeLine(rows, one));
  return { from: first / 1000, to: end / 1000, row, sequence };
}

const levelNames = ['debug', 'info', 'warn', 'error'] as const;

/** Counts the rows between each boundary and the next: `add` gets the bucket, the level and how many. */
function eachPart(
  rows: LogRows,
  boundaries: readonly number[],
  add: (bucket: number, level: (typeof levelNames)[number], count: number) => void,
): void {
  const { reader } = rows;
  const [begin, end] = [boundaries[0], boundaries[boundaries.length - 1]];
  if (begin >= end) return;
  let bucket = 0;
  for (let segment = reader.segmentOf(begin); segment < reader.segmentCount; segment++) {
    const first = reader.firstSequence(segment);
    if (first >= end) return;
    const behind =
      segment + 1 < reader.segmentCount ? reader.firstSequence(segment + 1) : reader.lineCount + 1;
    while (boundaries[bucket + 1] <= first) bucket++;
    const levels = rows.levelsIn(segment);
    if (levels.every((count) => count === 0)) continue;
    if (first >= begin && boundaries[bucket + 1] >= behind) {
      levels.forEach((count, level) => {
        add(bucket, levelNames[level], count);
      });
      continue;
    }
    const mask = rows.rowMask(segment);
    reader.useColumns(segment, ({ flags }) => {
      const last = Math.min(mask.length, end - first);
      for (let at = Math.max(0, begin - first); at < last; at++) {
        while (boundaries[bucket + 1] <= first + at) bucket++;
        if (mask[at] === 1) add(bucket, levelNames[flags[at] & flagLevelMask], 1);
      }
    });
  }
}

function emptyHistogram(buckets: number, hasHits: boolean): Histogram {
  const zeros = (): number[] => new Array<number>(buckets).fill(0);
  return {
    from: 0,
    to: 0,
    debug: zeros(),
    info: zeros(),
    warn: zeros(),
    error: zeros(),
    hits: hasHits ? zeros() : [],
    firstTime: zeros(),
    lastTime: zeros(),
  };
}
