/**
 * References to a line: `runsheet://run/r12#48137`. They come from mails and web pages, so what is not exactly that
 * is nothing: a link can go to a line, and do nothing else.
 */
import type { EventPayload } from '../../src-shared/contract';

/** The scheme that the system opens with Runsheet. */
export const linkScheme = 'runsheet';

/** A line of the merged log of a run, step or job. */
export type LineLink = EventPayload<'open-line'>;

/** The line that a link names; null when it is no such link. */
export function parseLineLink(text: string): LineLink | null {
  const match = /^runsheet:\/\/run\/(r[1-9]\d{0,8}(?:\.[1-9]\d{0,8})?)\/?#([1-9]\d{0,14})$/.exec(text);
  const [, runId, n] = match ?? [];
  return runId === undefined || n === undefined ? null : { runId, n: Number(n) };
}
