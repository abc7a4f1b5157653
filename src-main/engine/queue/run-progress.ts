/**
 * How a run moves on: which steps start when others have ended, what a failure means, when containers end. It
 * changes the tree and asks for effects through {@link RunEffects}; it starts nothing itself and has no clock.
 */
import type { Definition, Step } from '../../../src-shared/definition';
import { hasEnded } from '../jobs/job-states';
import { jobFlags, nodeFlags, type ReasonText } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';
import { beginsAnew, jobsToRetry, reopenContainer } from './retry-selection';
import { hasUnrepairedFailure, isTolerated, verdictOf, wasCancelledByFailure } from './run-verdict';

/** What a run asks of the engine. */
export interface RunEffects {
  /** Find the items of a step's `for_each`, off the main thread. */
  expand(step: number): void;
  /** Enqueue the jobs of a step without `for_each`. */
  populate(step: number): void;
  /** End the attempt of a running job, or the expansion of a step, with its whole process tree. */
  endAttempt(node: number): void;
  /** A job was cancelled that had not started; somebody may wait for it. */
  cancelledPending(node: number): void;
  /** A job that had ended is to be pending again; returns whether it is. */
  requeue(node: number): boolean;
  /** Whether steps may begin: the run waits for no other one. */
  mayBegin(): boolean;
  /** The run goes on and has its whole time again. */
  restarted(): void;
  /** A run or step has ended; others may wait for it. */
  containerEnded(node: number): void;
  /** The run has ended. */
  ended(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A run that has not ended. Node `i + 1` is step `i` of the definition. */
export class RunProgress {
  readonly tree: RunTree;
  readonly definition: Definition | null;
  readonly #effects: RunEffects;

  constructor(tree: RunTree, definition: Definition | null, effects: RunEffects) {
    this.tree = tree;
    this.definition = definition;
    this.#effects = effects;
  }

  /** Starts what may start: steps that depend on nothing, or whose dependencies have ended. */
  advance(): void {
    if (this.#runEnded()) return;
    const steps = this.#effects.mayBegin() ? (this.definition?.steps ?? []) : [];
    // File order is a topological order only by habit; a round that changes something is followed by another.
    for (let changed = true; changed;) {
      changed = false;
      steps.forEach((step, index) => {
        if (this.#startOrCancel(step, index + 1)) changed = true;
      });
    }
    this.#endRunIfDone();
  }

  /** The first job of a container was leased: what stands above it runs. */
  started(job: number): void {
    const { table } = this.tree;
    for (let n = table.parent(job); ; n = table.parent(n)) {
      if (!table.isJob(n) && table.status(n) === 'pending') this.#startContainer(n);
      if (n === 0) return;
    }
  }

  /** All jobs of a step are enqueued; with none of them it has ended. */
  expanded(step: number): void {
    this.tree.update(step, (table) => {
      table.setFlag(step, nodeFlags.expanded, true);
    });
    this.#endStepIfDone(step);
  }

  /**
   * Why a step takes no new jobs any more, or null: it is being cancelled, or a failure in the run has cancelled
   * what was pending. A clean-up step goes on after a failure.
   */
  closedBecause(step: number): ReasonText {
    const { table } = this.tree;
    if (table.hasFlag(step, nodeFlags.cancelRequested)) return table.reason(step) ?? 'step cancelled';
    const failing = table.hasFlag(0, nodeFlags.failing);
    return failing && !(this.definition?.steps[step - 1]?.alwaysRun ?? false) ? 'another job failed' : null;
  }

  /** The items of a step came when it took no jobs any more. */
  expansionTooLate(step: number, reason: ReasonText): void {
    if (hasEnded(this.tree.table.status(step))) return;
    this.tree.update(step, (table) => {
      table.setFlag(step, nodeFlags.expanded, true);
    });
    if (reason === 'step timed out') this.#endStepIfDone(step);
    else this.#endContainer(step, 'cancelled', reason);
    this.advance();
  }

  /** The items of a step could not be found, or its expansion was ended. */
  expansionFailed(step: number, error: string | null): void {
    if (hasEnded(this.tree.table.status(step))) return;
    this.tree.setNote(step, { reason: null, error });
    this.tree.update(step, (table) => {
      table.setFlag(step, nodeFlags.expanded, true);
    });
    const cancelled = this.tree.table.hasFlag(step, nodeFlags.cancelRequested);
    this.#endContainer(
      step,
      cancelled ? 'cancelled' : 'failed',
      cancelled ? this.tree.table.reason(step) : null,
    );
    if (!cancelled) this.#judgeFailure(step);
    this.#endStepsThatAreDone();
    this.advance();
  }

  /** A job has ended, whatever its status; the tree knows already. */
  jobEnded(job: number): void {
    const step = this.tree.table.step(job);
    if (this.tree.table.status(job) === 'failed') {
      this.#judgeFailure(step);
      this.#endStepsThatAreDone();
    } else if (step !== 0) {
      const { table } = this.tree;
      const repairs = table.hasFlag(job, jobFlags.retried) && table.hasFlag(0, nodeFlags.failing);
      if (repairs && table.status(job) === 'completed') this.#goOnIfRepaired();
      this.#endStepIfDone(step);
    }
    if (step === 0) this.#endRunIfDone();
  }

  /**
   * Sends round what failed below `root` or was cancelled because of it; steps and the run are open again. Returns
   * how many jobs are pending again.
   */
  retry(root: number): number {
    return this.retryJobs(jobsToRetry(this.tree, root), (step) => root === 0 || root === step);
  }

  /** Sends round these jobs; `covers`: steps that are meant as a whole, also where they had made no job yet. */
  retryJobs(jobs: readonly number[], covers: (step: number) => boolean): number {
    let requeued = 0;
    for (const n of jobs) if (this.#effects.requeue(n) || this.#goesRoundAtItsEnd(n)) requeued++;
    const anew = this.#steps().filter((step) => covers(step) && beginsAnew(this.tree, step));
    if (requeued === 0 && anew.length === 0) return 0;
    for (const step of anew) this.#reset(step);
    this.#withdrawCancel(jobs);
    this.#reopen();
    this.#goOnIfRepaired();
    this.advance();
    return requeued;
  }

  /** The time of a whole step is over: what is left of it is cancelled and it fails. */
  stepTimedOut(step: number): void {
    if (hasEnded(this.tree.table.status(step))) return;
    this.#cancelSubtree(step, 'step timed out');
    this.#endStepsThatAreDone();
    this.advance();
  }

  /** What the run waited for did not complete: everything is cancelled with that reason. */
  dependencyFailed(reason: string): void {
    if (this.#runEnded()) return;
    this.#cancelSubtree(0, 'dependency failed');
    this.tree.setNote(0, { reason, error: null });
    this.#endStepsThatAreDone();
    this.advance();
  }

  /** A job is not taken: it ends as cancelled before it was in the queue. */
  refuse(job: number, reason: string): void {
    this.#cancelPendingJob(job, 'same key');
    this.tree.setNote(job, { reason, error: null });
  }

  /** Cancels a node with everything below it. Returns the jobs that were pending, and those that run. */
  cancel(root: number, reason: ReasonText): { cancelled: number; ending: number } {
    const result = this.#cancelSubtree(root, reason);
    this.#endStepsThatAreDone();
    this.advance();
    return result;
  }

  /** The time of the whole run is over: everything is cancelled and the run fails. */
  timedOut(): void {
    if (this.#runEnded()) return;
    this.tree.setNote(0, { reason: 'timed out', error: null });
    this.#fail();
    this.#cancelAllSteps('timed out', () => true);
    this.#endStepsThatAreDone();
    this.advance();
  }

  /** A job whose attempt is being cancelled is pending again when it has been ended: never two attempts at once. */
  #goesRoundAtItsEnd(n: number): boolean {
    const { table } = this.tree;
    if (table.status(n) !== 'running' || !table.hasFlag(n, nodeFlags.cancelRequested)) return false;
    this.tree.update(n, () => {
      table.setFlag(n, jobFlags.goesRound, true);
    });
    return true;
  }

  /** What is sent round while its run or step is still being cancelled is not cancelled with it. */
  #withdrawCancel(jobs: readonly number[]): void {
    for (const n of new Set([0, ...jobs.map((job) => this.tree.table.step(job))])) {
      this.tree.update(n, (table) => {
        table.setFlag(n, nodeFlags.cancelRequested, false);
      });
    }
  }

  /** The run and its steps with open jobs go on. */
  #reopen(): void {
    for (const n of [0, ...this.#steps()]) {
      const isOpen = n === 0 || (this.tree.counts(n)?.open ?? 0) > 0;
      if (isOpen && hasEnded(this.tree.table.status(n))) reopenContainer(this.tree, n);
    }
    this.tree.clearNote(0);
    this.#effects.restarted();
    this.tree.update(0, (table) => {
      table.setExecutedMs(0, 0);
    });
  }

  /** A step that had made no job yet waits for its turn again. */
  #reset(step: number): void {
    reopenContainer(this.tree, step);
    this.tree.update(step, (table) => {
      table.setAttempt(step, 0);
      table.setStartedAt(step, 0);
      table.setFlag(step, nodeFlags.expanded, false);
    });
    this.tree.setContainerStatus(step, 'pending');
  }

  /** When no failure is left that is not tolerated, everything goes on that was cancelled because of one. */
  #goOnIfRepaired(): void {
    if (this.definition === null || hasUnrepairedFailure(this.tree, this.definition)) return;
    this.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.failing, false);
    });
    for (const step of this.#steps()) {
      if (beginsAnew(this.tree, step) && wasCancelledByFailure(this.tree, step)) this.#reset(step);
      else if (hasEnded(this.tree.table.status(step)) || this.tree.counts(step)?.of('cancelled') !== 0) {
        this.#requeueCancelledByFailure(step);
      }
    }
    this.#reopen();
    this.advance();
  }

  #requeueCancelledByFailure(step: number): void {
    for (const n of this.tree.walk(step)) {
      if (this.tree.table.isJob(n) && wasCancelledByFailure(this.tree, n)) this.#effects.requeue(n);
    }
  }

  #steps(): number[] {
    return (this.definition?.steps ?? []).map((_, index) => index + 1);
  }

  #startOrCancel(step: Step, node: number): boolean {
    const { table } = this.tree;
    if (table.status(node) !== 'pending' || this.#hasBegun(node)) return false;
    if (table.hasFlag(node, nodeFlags.cancelRequested) || table.hasFlag(0, nodeFlags.cancelRequested))
      return false;
    const dependencies = step.depends.map((name) => this.#nodeOf(name));
    if (!dependencies.every((n) => hasEnded(table.status(n)))) return false;
    const blocker = dependencies.find((n) => !this.#letsOn(n));
    const failing = table.hasFlag(0, nodeFlags.failing);
    if (!step.alwaysRun && (blocker !== undefined || failing)) {
      const reason =
        blocker === undefined
          ? null
          : `dependency ${this.tree.text(blocker).name} ${table.status(blocker) === 'failed' ? 'failed' : 'was cancelled'}`;
      this.tree.setNote(node, { reason, error: null });
      this.#endContainer(node, 'cancelled', reason === null ? 'another job failed' : null);
      return true;
    }
    this.#begin(step, node);
    return true;
  }

  #begin(step: Step, node: number): void {
    this.tree.update(node, (table) => {
      // A begin that is not an end: set so that a step is begun once, also after a restart.
      table.setAttempt(node, 1);
    });
    if (step.type === 'test_job_generator' || step.forEach === null) {
      this.#effects.populate(node);
      this.expanded(node);
      return;
    }
    this.#startContainer(node);
    if (this.tree.table.status(0) === 'pending') this.#startContainer(0);
    this.#effects.expand(node);
  }

  #hasBegun(node: number): boolean {
    return this.tree.table.attempt(node) > 0;
  }

  /** Whether dependants may go on after this step. */
  #letsOn(node: number): boolean {
    const { table } = this.tree;
    const status = table.status(node);
    return status === 'completed' || (status === 'failed' && table.hasFlag(node, nodeFlags.tolerated));
  }

  /** What one more failure in a step means for the run. */
  #judgeFailure(step: number): void {
    const definition = this.definition;
    if (definition === null) return;
    const onError = definition.steps[step - 1].onError;
    const tolerance = definition.errorTolerance;
    const failures = this.tree.counts(0)?.of('failed') ?? 0;
    const limit =
      tolerance === null ? null : tolerance.maxChildFailures === 0 ? Infinity : tolerance.maxChildFailures;
    if (limit !== null && failures > limit && tolerance?.failureAction === 'stop_all') {
      this.#fatal('too many failures');
      return;
    }
    if (onError === 'fatal') {
      this.#fatal('fatal failure');
      return;
    }
    if (isTolerated(this.tree, this.definition, step)) return;
    const first = !this.tree.table.hasFlag(0, nodeFlags.failing);
    const goesOn = limit !== null && tolerance?.failureAction === 'continue';
    if (!first || goesOn) return;
    this.#fail();
    this.#cancelPendingJobs();
  }

  #fail(): void {
    this.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.failing, true);
    });
  }

  #fatal(reason: ReasonText): void {
    this.#fail();
    this.#cancelAllSteps(reason, (step) => !step.alwaysRun);
  }

  #cancelAllSteps(reason: ReasonText, which: (step: Step) => boolean): void {
    this.definition?.steps.forEach((step, index) => {
      if (which(step)) this.#cancelSubtree(index + 1, reason);
    });
  }

  /** `on_error = "fail"`: what is pending in the run is cancelled, what runs ends by itself. */
  #cancelPendingJobs(): void {
    const { table } = this.tree;
    this.definition?.steps.forEach((step, index) => {
      if (step.alwaysRun) return;
      const node = index + 1;
      if (this.#isExpanding(node)) {
        this.tree.update(node, () => {
          table.setFlag(node, nodeFlags.cancelRequested, true);
          table.setReason(node, 'another job failed');
        });
        this.#effects.endAttempt(node);
      }
      for (const n of this.tree.walk(node)) {
        if (table.isJob(n)) this.#cancelPendingJob(n, 'another job failed');
      }
    });
  }

  #cancelPendingJob(n: number, reason: ReasonText): boolean {
    if (this.tree.table.status(n) !== 'pending' || !this.tree.apply(n, 'cancel')) return false;
    this.tree.forgetWait(n);
    this.tree.update(n, (table) => {
      table.setReason(n, reason);
      table.setEndedAt(n, this.#effects.now());
    });
    this.#effects.cancelledPending(n);
    return true;
  }

  #cancelSubtree(root: number, reason: ReasonText): { cancelled: number; ending: number } {
    const { table } = this.tree;
    let cancelled = 0;
    let ending = 0;
    const below: ReasonText =
      reason !== 'cancelled on request'
        ? reason
        : table.kind(root) === 'run'
          ? 'run cancelled'
          : table.kind(root) === 'step'
            ? 'step cancelled'
            : 'parent job cancelled';
    for (const n of this.tree.walk(root)) {
      const status = table.status(n);
      if (hasEnded(status)) continue;
      const why = n === root ? reason : below;
      if (table.isJob(n)) {
        if (this.#cancelPendingJob(n, why)) {
          cancelled++;
          continue;
        }
        ending++;
      }
      if (n === root) this.tree.forgetWait(n);
      this.tree.update(n, () => {
        table.setFlag(n, nodeFlags.cancelRequested, true);
        if (table.isJob(n)) table.setFlag(n, jobFlags.goesRound, false);
        table.setReason(n, why);
      });
      const expanding =
        table.kind(n) === 'step' && status === 'running' && !table.hasFlag(n, nodeFlags.expanded);
      if (table.isJob(n) || expanding) this.#effects.endAttempt(n);
      else if (table.kind(n) === 'step' && !table.hasFlag(n, nodeFlags.expanded)) {
        this.#endContainer(n, 'cancelled', why);
      }
    }
    return { cancelled, ending };
  }

  /** Its items are being found. */
  #isExpanding(n: number): boolean {
    const { table } = this.tree;
    return table.kind(n) === 'step' && table.status(n) === 'running' && !table.hasFlag(n, nodeFlags.expanded);
  }

  #endStepIfDone(step: number): void {
    const { table } = this.tree;
    const counts = this.tree.counts(step);
    if (counts === null || hasEnded(table.status(step)) || !table.hasFlag(step, nodeFlags.expanded)) return;
    if (counts.open > 0) return;
    const failed = counts.of('failed');
    const reason = table.reason(step);
    const askedFor = reason === 'cancelled on request' || reason === 'run cancelled';
    if (reason === 'step timed out') {
      this.#endContainer(step, 'failed', 'timed out');
      this.#judgeFailure(step);
      this.#endStepsThatAreDone();
    } else if (table.hasFlag(step, nodeFlags.cancelRequested) && (askedFor || failed === 0)) {
      this.#endContainer(step, 'cancelled', reason);
    } else if (failed > 0) this.#endContainer(step, 'failed', null);
    else if (counts.of('completed') === 0 && counts.of('cancelled') > 0) {
      const failing = table.hasFlag(0, nodeFlags.failing);
      this.#endContainer(step, 'cancelled', failing ? 'another job failed' : 'cancelled on request');
    } else this.#endContainer(step, 'completed', counts.total === 0 ? 'no items' : null);
    this.advance();
  }

  #endRunIfDone(): void {
    if (this.#runEnded()) return;
    const { table } = this.tree;
    const counts = this.tree.counts(0);
    if (counts === null || counts.open > 0) return;
    // A run of added jobs is made before its first job is.
    if (this.definition === null && counts.total === 0) return;
    const steps = this.definition?.steps ?? [];
    if (!steps.every((_, index) => hasEnded(table.status(index + 1)))) return;
    this.#endRun();
    this.#effects.ended();
  }

  #endRun(): void {
    const { status, reason, words, tolerated } = verdictOf(this.tree, this.definition);
    if (words !== null) this.tree.setNote(0, { reason: words, error: null });
    this.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.tolerated, tolerated);
    });
    this.#endContainer(0, status, reason);
  }

  #startContainer(n: number): void {
    this.tree.setContainerStatus(n, 'running');
    this.tree.update(n, (table) => {
      if (table.startedAt(n) === 0) table.setStartedAt(n, this.#effects.now());
      table.setReason(n, null);
    });
  }

  #endContainer(n: number, status: 'completed' | 'failed' | 'cancelled', reason: ReasonText): void {
    this.tree.setContainerStatus(n, status);
    this.tree.update(n, (table) => {
      table.setEndedAt(n, this.#effects.now());
      table.setReason(n, reason);
      if (n > 0 && status === 'failed')
        table.setFlag(n, nodeFlags.tolerated, isTolerated(this.tree, this.definition, n));
    });
    this.#effects.containerEnded(n);
  }

  /** What was cancelled may have been the last thing of any step. */
  #endStepsThatAreDone(): void {
    this.definition?.steps.forEach((_, index) => {
      this.#endStepIfDone(index + 1);
    });
  }

  #nodeOf(name: string): number {
    return (this.definition?.steps.findIndex((step) => step.name === name) ?? -1) + 1;
  }

  #runEnded(): boolean {
    return hasEnded(this.tree.table.status(0));
  }
}
