import type { LogRow } from '../../../../src-shared/model';

/** A line for tests: line `n` of a view of all levels, unless told otherwise. */
export function logRow(n: number, change: Partial<LogRow> = {}): LogRow {
  return {
    row: n - 1,
    n,
    seq: n,
    jobId: 'r1.2',
    jobName: 'job',
    jobPosition: 2,
    line: n,
    attempt: 1,
    time: 1000 + n,
    level: 'info',
    stream: 'out',
    text: `line ${n}`,
    fullLength: null,
    cont: false,
    raw: null,
    alike: null,
    around: null,
    ...change,
  };
}
