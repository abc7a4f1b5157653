/** Ids as people see them: `r12` is a run, `r12.3` node 3 of its tree. Inside, both are numbers. */
import { RunsheetError } from '../../../src-shared/errors';
import type { NodeId } from '../../../src-shared/model';

/** A node by its numbers; node 0 is the run. */
export interface NodeAddress {
  readonly run: number;
  readonly node: number;
}

/** The id of a node. */
export function formatId(run: number, node: number): NodeId {
  return node === 0 ? `r${run}` : `r${run}.${node}`;
}

/** The numbers of an id; throws `bad-input` when it is none. */
export function parseId(id: string): NodeAddress {
  const match = /^r([1-9]\d{0,8})(?:\.([1-9]\d{0,8}))?$/.exec(id.trim());
  const run = Number(match?.[1]);
  const node = Number(match?.[2] ?? 0);
  if (match === null) {
    throw new RunsheetError('bad-input', `"${id}" is not an id.`, {
      hint: 'An id looks like r12 (a run) or r12.3 (a step or a job); "runsheet list" shows them.',
    });
  }
  return { run, node };
}

/** The error for an id that names nothing. */
export function notFound(id: string): RunsheetError {
  return new RunsheetError('not-found', `There is no ${id.includes('.') ? 'step or job' : 'run'} ${id}.`, {
    hint: 'It may have been removed. "runsheet list" shows the runs that are there.',
  });
}
