/** Longest delay a timer of Node can have; a longer one would fire at once. */
const longestTimerMs = 0x7fffffff;

/** The time limits of running tasks, by the monotonic clock: a changed wall clock changes nothing. */
export class TaskTimeouts {
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #onTimeout: (taskNumber: number) => void;

  constructor(onTimeout: (taskNumber: number) => void) {
    this.#onTimeout = onTimeout;
  }

  /** Begins the time of a task. */
  set(taskNumber: number, timeoutMs: number): void {
    const stage = Math.min(timeoutMs, longestTimerMs);
    const timer = setTimeout(() => {
      if (timeoutMs > stage) this.set(taskNumber, timeoutMs - stage);
      else this.#onTimeout(taskNumber);
    }, stage);
    this.#timers.set(taskNumber, timer);
  }

  /** The task has ended. */
  clear(taskNumber: number): void {
    clearTimeout(this.#timers.get(taskNumber));
    this.#timers.delete(taskNumber);
  }
}
