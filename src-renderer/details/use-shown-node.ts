/** The node whose details are shown, with what the feed knows newer of it, and the words for how it stands. */
import { computed } from 'vue';
import { attemptTimes, attemptUse } from '../../src-shared/attempt-totals';
import { describeExitCode, describeSignal } from '../../src-shared/exit-code';
import type { ResourceUse, TreeRow } from '../../src-shared/model';
import { formatBytes } from '../format/bytes';
import { useClock } from '../format/clock';
import { elapsedTime } from '../format/status';
import { formatDuration, formatElapsed } from '../format/times';
import { texts } from '../texts';
import { describeInput } from './describe-input';
import { useDetailsStore } from './details-store';

/** How an attempt, or the latest one of a job, ended: `137` and "ended by SIGKILL". */
export interface ShownEnd {
  readonly label: string;
  readonly value: string;
  readonly words: string;
}

/** Everything that the panel says; follows the feed and, while something goes on, the clock. */
export function useShownNode() {
  const store = useDetailsStore();
  const now = useClock();

  const node = computed(() => {
    const { details, row } = store;
    return details !== null && details.id === row?.id ? { ...details, ...row } : details;
  });
  /** The chosen row as the feed tells it now. */
  const row = computed(() => (store.row?.id === node.value?.id ? store.row : null));
  const attempts = computed(() => (node.value?.kind === 'job' ? node.value.attempts : []));

  const status = computed(() => {
    if (node.value === null) return '';
    const word = texts.status(node.value.status);
    const special = row.value === null ? null : waitOrShelf(row.value, now.value);
    if (special !== null) return `${word}: ${special}`;
    return node.value.reason === null ? word : `${word}: ${node.value.reason}`;
  });

  const end = computed((): ShownEnd | null => {
    const shown = node.value;
    if (shown === null) return null;
    const { exitCode } = shown;
    if (exitCode !== null)
      return { label: texts.details.exitCode, value: String(exitCode), words: describeExitCode(exitCode) };
    const signal = attempts.value.at(-1)?.signal ?? null;
    return signal === null
      ? null
      : { label: texts.details.signal, value: signal, words: describeSignal(signal) };
  });

  /** The error, unless the exit code or the signal says the same already. */
  const error = computed(() => {
    const told = node.value?.error ?? null;
    const said = end.value === null ? [] : [`Exit code ${end.value.value}`, `Ended by ${end.value.value}`];
    return told !== null && said.includes(told) ? null : told;
  });

  const times = computed(() => {
    const shown = node.value;
    if (shown === null) return null;
    const hasEnded = shown.status !== 'pending' && shown.status !== 'running';
    return attemptTimes(attempts.value, hasEnded, now.value);
  });

  const duration = computed(() => {
    const shown = node.value;
    if (shown === null) return null;
    const format = shown.endedAt === null ? formatElapsed : formatDuration;
    if (times.value !== null && attempts.value.length > 1) {
      const { totalMs, runningMs, waitingMs } = times.value;
      const parts = [texts.details.working(format(runningMs)), texts.details.waiting(format(waitingMs))];
      return { total: format(totalMs), parts: parts.join(', ') };
    }
    const elapsed = elapsedTime(shown, now.value);
    return elapsed === null
      ? { total: texts.details.notStarted, parts: '' }
      : { total: format(elapsed), parts: '' };
  });

  const used = computed(() => {
    const use = attemptUse(attempts.value);
    return use === null ? null : useText(use);
  });

  const facts = computed(() => (node.value === null ? [] : describeInput(node.value.input)));
  /** What ran stands before the attempts, everything else of the input behind them. */
  const main = computed(() => facts.value.filter((fact) => fact.isMain));
  const more = computed(() => facts.value.filter((fact) => !fact.isMain));
  /** Variables that differ from the engine's own, as a shell would take them. */
  const environment = computed(() =>
    Object.entries(node.value?.env ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const children = computed(() => (node.value?.kind === 'job' ? node.value.children : []));
  const failure = computed(() => store.failure);

  return {
    node,
    row,
    attempts,
    status,
    end,
    error,
    times,
    duration,
    used,
    main,
    more,
    environment,
    children,
    failure,
  };
}

/** `8.7 s CPU time · 412 MB peak memory` */
export function useText(use: ResourceUse): string {
  const peak = formatBytes(use.peakBytes);
  const { used, usedAtMost } = texts.details;
  return (use.isPeakBound ? usedAtMost : used)(formatDuration(use.cpuMs), peak);
}

/** What a job waits for before its next attempt, or that it has none left; null for the others. */
function waitOrShelf(of: TreeRow, time: number): string | null {
  if (of.dead) return texts.details.dead(of.attempt, of.maximumAttempts);
  if (of.status !== 'pending' || of.readyAt === null || of.readyAt <= time) return null;
  const rest = formatElapsed(Math.ceil((of.readyAt - time) / 1000) * 1000);
  return of.attempt === 0
    ? texts.details.ready(rest)
    : texts.tree.retryWait(of.attempt + 1, of.maximumAttempts, rest);
}
