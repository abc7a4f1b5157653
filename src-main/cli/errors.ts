/** Errors as the command line tells them: a sentence and a hint, or one JSON object. */
import { toErrorDetails } from '../../src-shared/errors';

/** The text for stderr, with its line end. */
export function errorText(error: unknown, json: boolean): string {
  const details = toErrorDetails(error);
  if (json) return `${JSON.stringify({ error: details })}\n`;
  const { message, hint } = details;
  return `runsheet: ${message}\n${hint === null ? '' : `${hint}\n`}`;
}
