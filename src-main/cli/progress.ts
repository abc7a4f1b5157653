/** Progress of a run on stderr: a bar on a terminal, plain lines otherwise, nothing with `--json`. */
import type { FeedMessage } from '../../src-shared/contract';
import type { TreeRow } from '../../src-shared/model';
import type { CliContext } from './context';
import type { Output } from './output';
import { hasEnded } from '../engine/jobs/job-states';
import { numberText, statsText } from './text/numbers';
import { plainText } from './text/terminal';
import { tookText } from './text/times';

/** What shows how a run goes on. */
export interface Progress {
  show(message: FeedMessage): void;
  /** Leaves the terminal clean. */
  end(): void;
}

/** Plain lines with counts come at most this often. */
const linesEveryMs = 5000;
const barWidth = 24;

/** The progress that fits what stderr is. */
export function progressFor({ json, err }: Pick<CliContext, 'json' | 'err'>): Progress {
  if (json) return { show: () => {}, end: () => {} };
  return err.isTerminal ? new ProgressBar(err) : new ProgressLines(err);
}

/** One line that is drawn again and again. */
export class ProgressBar implements Progress {
  readonly #output: Output;
  #drawn = '';

  constructor(output: Output) {
    this.#output = output;
  }

  show(message: FeedMessage): void {
    const { scope } = message;
    if (scope === null) return;
    const text = [...barText(scope, message.trouble ?? pauseOf(message))]
      .slice(0, this.#output.columns - 1)
      .join('');
    if (text === this.#drawn) return;
    this.#drawn = text;
    void this.#output.write(`\r\u001b[K${text}`);
  }

  end(): void {
    if (this.#drawn !== '') void this.#output.write('\r\u001b[K');
    this.#drawn = '';
  }
}

/** A line when a step starts or ends, and the counts from time to time. */
export class ProgressLines implements Progress {
  readonly #output: Output;
  readonly #told = new Map<string, string>();
  #lastCounts = performance.now();
  #trouble: string | null = null;

  constructor(output: Output) {
    this.#output = output;
  }

  show(message: FeedMessage): void {
    const { scope, tree } = message;
    if (scope === null) return;
    const trouble = message.trouble ?? pauseOf(message);
    if (trouble !== null && trouble !== this.#trouble) this.#say(trouble);
    this.#trouble = trouble;
    if (this.#told.get(scope.id) === undefined && scope.status === 'running') {
      this.#told.set(scope.id, scope.status);
      this.#say(`${scope.id} ${plainText(scope.name)} started`);
    }
    for (const row of tree.rows) if (row.kind === 'step') this.#showStep(row);
    const now = performance.now();
    if (now - this.#lastCounts < linesEveryMs) return;
    this.#lastCounts = now;
    this.#say(`${scope.id} ${statsText(scope.stats)}`);
  }

  end(): void {
    // Every line is whole already.
  }

  #showStep(step: TreeRow): void {
    if (step.status === 'pending' || this.#told.get(step.id) === step.status) return;
    const isNew = !this.#told.has(step.id);
    this.#told.set(step.id, step.status);
    const name = `step ${plainText(step.name)}`;
    if (isNew && step.startedAt !== null) this.#say(`${name} started`);
    if (!hasEnded(step.status)) return;
    const time = step.startedAt === null ? '' : ` in ${tookText(step, 0)}`;
    const reason = step.error ?? step.reason;
    const why = reason === null ? '' : ` (${plainText(reason)})`;
    this.#say(`${name} ${step.status}${why}${time}, ${statsText(step.stats)}`);
  }

  #say(text: string): void {
    void this.#output.line(text);
  }
}

/** Why nothing new starts although nothing is wrong, or null: whoever waits should know it. */
function pauseOf({ queue, scope }: FeedMessage): string | null {
  if (queue.paused) return 'The queue is paused: nothing new starts until "runsheet resume".';
  if (scope?.paused !== true) return null;
  return `${scope.id} is paused: nothing new of it starts until "runsheet resume ${scope.id}".`;
}

function barText({ stats, name }: TreeRow, trouble: string | null): string {
  const done = stats.completed + stats.failed + stats.cancelled;
  const share = stats.total === 0 ? 0 : done / stats.total;
  const filled = Math.floor(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const parts = [`${numberText(done)}/${numberText(stats.total)}`];
  if (stats.running > 0) parts.push(`${numberText(stats.running)} running`);
  if (stats.failed > 0) parts.push(`${numberText(stats.failed)} failed`);
  if (stats.cancelled > 0) parts.push(`${numberText(stats.cancelled)} cancelled`);
  parts.push(trouble ?? plainText(name));
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)}%  ${parts.join('  ')}`;
}
