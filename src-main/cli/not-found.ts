/** The error for an id in a folder that holds nothing yet. */
import type { RunsheetError } from '../../src-shared/errors';
import { notFound, parseId } from '../engine/jobs/ids';

/** `not-found`, or `bad-input` when it is no id at all. */
export function nothingYet(id: string): RunsheetError {
  parseId(id);
  return notFound(id);
}
