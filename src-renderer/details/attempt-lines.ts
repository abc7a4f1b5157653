/** Attempts as the panel shows them: in words, latest first, and as parts of a bar over time. */
import { describeExitCode } from '../../src-shared/exit-code';
import type { Attempt } from '../../src-shared/model';
import { elapsedTime } from '../format/status';
import { formatClock, formatDuration, formatElapsed } from '../format/times';
import { texts } from '../texts';
import { useText } from './use-shown-node';

/** One attempt as a row. */
export interface AttemptLine {
  readonly attempt: Attempt;
  readonly isTimedOut: boolean;
  readonly clock: string;
  readonly duration: string;
  /** How it ended. */
  readonly words: string;
  /** Words, and what it used. */
  readonly hint: string;
}

/** One attempt as a part of the bar, in percent of the whole. */
export interface AttemptPart {
  readonly attempt: Attempt;
  readonly left: number;
  readonly width: number;
  /** It failed and another one followed. */
  readonly isTriedAgain: boolean;
}

/** Rows, latest first. */
export function attemptLines(attempts: readonly Attempt[], now: number): AttemptLine[] {
  return [...attempts].reverse().map((attempt) => {
    const elapsed = elapsedTime(attempt, now);
    const format = attempt.endedAt === null ? formatElapsed : formatDuration;
    const words = wordsOf(attempt);
    return {
      attempt,
      isTimedOut: attempt.reason === 'timed out',
      clock: attempt.startedAt === null ? '' : formatClock(attempt.startedAt),
      duration: elapsed === null ? '' : format(elapsed),
      words,
      hint: attempt.usage === null ? words : `${words}\n${useText(attempt.usage)}`,
    };
  });
}

/** Parts from the first start to the latest end, in their order; none before the first start. */
export function attemptParts(attempts: readonly Attempt[], totalMs: number, now: number): AttemptPart[] {
  const started = attempts.filter((attempt) => attempt.startedAt !== null);
  const first = started[0]?.startedAt ?? 0;
  const share = (ms: number): number =>
    totalMs <= 0 ? 100 : Math.min(100, (Math.max(0, ms) / totalMs) * 100);
  return started.map((attempt, at) => {
    const startedAt = attempt.startedAt ?? first;
    return {
      attempt,
      left: totalMs <= 0 ? 0 : share(startedAt - first),
      width: share((attempt.endedAt ?? now) - startedAt),
      isTriedAgain: attempt.status === 'failed' && at < started.length - 1,
    };
  });
}

function wordsOf(attempt: Attempt): string {
  const { exitCode, signal, reason, error, status } = attempt;
  const how = signal === null ? null : texts.details.endedBy(signal);
  // "Timed out after 30 s: ended by SIGTERM" says more than its reason.
  if (reason === 'timed out') return [error ?? texts.details.timedOut, how].filter(Boolean).join(': ');
  if (reason !== null) return reason;
  if (how !== null) return how;
  // A row has less room than the line above that says it whole.
  if (exitCode !== null)
    return texts.details.exitCodeIs(exitCode, describeExitCode(exitCode).replace('the program ', ''));
  return error ?? texts.status(status);
}
