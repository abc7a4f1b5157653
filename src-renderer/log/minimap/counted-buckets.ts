/**
 * What the minimap knows of a log that grows: counts in buckets that keep their place while rows come in behind, so
 * that only the last ones are asked for again. Bucket `b` begins with row `floor(b * rowsPerBucket)`. When there are
 * too many, two become one.
 */
import type { Histogram } from '../../../src-shared/log-view';

/** See the head of this file. */
export interface CountedBuckets {
  readonly rowsPerBucket: number;
  /** Rows that are counted: from the first on, without a gap. */
  readonly rows: number;
  /** An entry a bucket; the last bucket may not be full yet. */
  readonly counts: Counts;
}

type Counts = Omit<Histogram, 'from' | 'to'>;

/** Which buckets to count next. */
export interface BucketPart {
  readonly first: number;
  readonly buckets: number;
}

/** Buckets asked for at once: each costs the engine a look into one block. */
const bucketsAtOnce = 32;
/** So many times as many buckets as bars, and they are joined. */
const mostPerBar = 2;

const levels = ['debug', 'info', 'warn', 'error', 'hits'] as const;

/** Nothing counted yet, for a log of `rows` that is drawn with so many bars. */
export function noBuckets(rows: number, bars: number): CountedBuckets {
  return {
    rowsPerBucket: Math.max(1, rows / Math.max(1, bars)),
    rows: 0,
    counts: { debug: [], info: [], warn: [], error: [], hits: [], firstTime: [], lastTime: [] },
  };
}

/** What has to be counted so that `rows` are; null when they are. Begins with the last bucket, if it is not full. */
export function nextPart({ rowsPerBucket, rows: counted }: CountedBuckets, rows: number): BucketPart | null {
  if (counted >= rows) return null;
  const first = bucketOf(counted, rowsPerBucket);
  return { first, buckets: Math.min(bucketsAtOnce, bucketOf(rows - 1, rowsPerBucket) - first + 1) };
}

/** With the answer to a part: it takes the place of what was known from its first bucket on. */
export function withPart(known: CountedBuckets, { first }: BucketPart, answer: Histogram): CountedBuckets {
  const joined = (column: keyof Counts): number[] => [
    ...known.counts[column].slice(0, first),
    ...answer[column],
  ];
  return {
    rowsPerBucket: known.rowsPerBucket,
    rows: answer.to,
    counts: eachColumn(joined),
  };
}

/** With as few buckets as `bars` need: neighbours are joined, so nothing has to be counted again. */
export function coarse(known: CountedBuckets, bars: number): CountedBuckets {
  if (known.counts.info.length <= bars * mostPerBar) return known;
  const { counts } = known;
  const pairs = Array.from({ length: Math.ceil(counts.info.length / 2) }, (_, pair) => pair * 2);
  const sum = (column: readonly number[]): number[] =>
    pairs.map((at) => (column[at] ?? 0) + (column[at + 1] ?? 0));
  const joined = (column: keyof Counts): number[] => {
    const values = counts[column];
    if (column === 'firstTime') return pairs.map((at) => values[at] ?? 0);
    if (column === 'lastTime') return pairs.map((at) => values[at + 1] || (values[at] ?? 0));
    return column === 'hits' && values.length === 0 ? [] : sum(values);
  };
  return coarse({ ...known, rowsPerBucket: known.rowsPerBucket * 2, counts: eachColumn(joined) }, bars);
}

/** The histogram with exactly so many bars over all rows: each bucket counts for the bar that its middle lies in. */
export function inBars({ rowsPerBucket, rows, counts }: CountedBuckets, bars: number): Histogram {
  const zeros = (): number[] => new Array<number>(bars).fill(0);
  const histogram: Histogram = {
    from: 0,
    to: rows,
    ...eachColumn((column) => (column === 'hits' && counts.hits.length === 0 ? [] : zeros())),
  };
  counts.info.forEach((_, bucket) => {
    const middle = ((bucket + 0.5) * rowsPerBucket) / Math.max(1, rows);
    const bar = Math.min(bars - 1, Math.floor(middle * bars));
    for (const level of levels) {
      if (histogram[level].length > 0) {
        histogram[level][bar] = (histogram[level][bar] ?? 0) + (counts[level][bucket] ?? 0);
      }
    }
    if (histogram.firstTime[bar] === 0) histogram.firstTime[bar] = counts.firstTime[bucket] ?? 0;
    histogram.lastTime[bar] = counts.lastTime[bucket] || (histogram.lastTime[bar] ?? 0);
  });
  return histogram;
}

function eachColumn(of: (column: keyof Counts) => number[]): Counts {
  return {
    debug: of('debug'),
    info: of('info'),
    warn: of('warn'),
    error: of('error'),
    hits: of('hits'),
    firstTime: of('firstTime'),
    lastTime: of('lastTime'),
  };
}

/** The bucket that a row lies in. */
function bucketOf(row: number, rowsPerBucket: number): number {
  const near = Math.floor((row + 1) / rowsPerBucket);
  for (let bucket = near + 1; bucket > 0; bucket--) {
    if (Math.floor(bucket * rowsPerBucket) <= row) return bucket;
  }
  return 0;
}
