/** References to a line: they open there, on any machine that has the run. */
import type { LogRow } from '../../src-shared/model';

/** `runsheet://run/r12#48137`: line 48,137 of run r12, counted over the whole run. */
export function linkTo({ jobId, seq }: Pick<LogRow, 'jobId' | 'seq'>): string {
  return `runsheet://run/${runOf(jobId)}#${seq}`;
}

/** Id of the run of a node: `r12` of `r12.3`. */
export function runOf(id: string): string {
  return id.split('.')[0] ?? id;
}
