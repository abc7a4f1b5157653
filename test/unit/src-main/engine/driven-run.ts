/** Drives a run without executors: the test decides how each attempt ends. */
import type { Definition, Step } from '../../../../src-shared/definition';
import type { ActiveRun, HeldTask } from '../../../../src-main/engine/active-run';
import { ActiveRuns } from '../../../../src-main/engine/active-runs';
import type { AttemptOutcome } from '../../../../src-main/engine/logs/line-batch';
import { usualQueueRecord } from '../../../../src-main/engine/queue/queue-settings';
import { Counts } from '../../../../src-main/engine/jobs/counts';

/** A step for a test; one job, or one for each of `items`. */
export function step(name: string, parts: Partial<Step> & { items?: readonly string[] | number } = {}): Step {
  const { items, ...rest } = parts;
  return {
    name,
    description: '',
    depends: [],
    onError: 'fail',
    alwaysRun: false,
    concurrency: null,
    timeoutMs: null,
    stepTimeoutMs: null,
    retries: null,
    group: null,
    key: null,
    type: 'command',
    run: 'true',
    forEach:
      items === undefined
        ? null
        : {
            kind: 'list',
            items:
              typeof items === 'number' ? Array.from({ length: items }, (_, at) => String(at)) : [...items],
            limit: null,
          },
    cwd: '.',
    env: {},
    stdin: null,
    streams: 'separate',
    ...rest,
  } as Step;
}

/** A definition for a test. */
export function definition(steps: readonly Step[], parts: Partial<Definition> = {}): Definition {
  return {
    id: 'test',
    name: 'Test',
    description: '',
    tags: [],
    timeoutMs: null,
    enabled: true,
    concurrency: 4,
    priority: 0,
    errorTolerance: null,
    preJobs: [],
    postJobs: [],
    params: [],
    schedule: null,
    overlap: 'skip',
    autoStart: false,
    steps: [...steps],
    ...parts,
  };
}

/** A run in memory; see the head of this file. */
export class DrivenRun {
  readonly runs: ActiveRuns;
  readonly active: ActiveRun;
  readonly folder = new Counts();
  /** What was started and has not ended. */
  readonly held: HeldTask[] = [];
  #time = 1.7e12;

  constructor(of: Definition | null) {
    let run = 1;
    let sequence = 1;
    this.runs = new ActiveRuns({
      folder: this.folder,
      numbers: { nextRun: () => run++, nextEnqueueSequence: () => sequence++ },
      now: () => ++this.#time,
      executes: true,
      queue: usualQueueRecord,
      dead: 0,
      cores: 2,
      random: () => 0,
      // The one run stays in memory when it has ended.
      stored: () => this.active,
      storedStatus: (_run, node) => this.active.tree.table.status(node),
      activated: () => undefined,
      storedDependants: () => [],
      restarted: () => undefined,
      standbyExecutor: () => null,
    });
    this.active = this.runs.startRun(
      {
        definition: of,
        path: null,
        directory: '/',
        concurrency: of?.concurrency ?? 1,
        priority: 0,
        type: 'test',
        after: [],
        added: null,
        stepLimits: {},
        params: {},
      },
      'Test',
    );
    this.tick();
  }

  /** Leases what may start, finds the items of steps, and hands attempts over. */
  tick(): void {
    for (;;) {
      this.runs.lease();
      const outcome = this.runs.takeOutcome();
      for (const { taskNumber, cause } of outcome.ends) {
        const task = this.held.find((one) => one.taskNumber === taskNumber);
        if (task !== undefined) this.end(task, cause);
      }
      const expansions = outcome.starts.filter((task) => task.expands);
      this.held.push(...outcome.starts.filter((task) => !task.expands));
      for (const task of expansions) {
        const { forEach } = this.active.record.definition?.steps[task.node - 1] as {
          forEach: { items: string[] };
        };
        this.runs.itemsFound(task.taskNumber, forEach.items);
        this.end(task, 'completed');
      }
      if (outcome.starts.length + outcome.ends.length === 0) return;
    }
  }

  end(task: HeldTask, outcome: AttemptOutcome): void {
    const at = this.held.indexOf(task);
    if (at !== -1) this.held.splice(at, 1);
    this.runs.end({
      ticket: 0,
      taskNumber: task.taskNumber,
      time: ++this.#time,
      outcome,
      exitCode: outcome === 'completed' ? 0 : outcome === 'failed' ? 1 : null,
      signal: null,
      usage: null,
      error: outcome === 'failed' ? 'Exit code 1' : null,
    });
  }

  /** Ends attempts, oldest first, until none is left. */
  finish(outcomeOf: (name: string, stepName: string) => AttemptOutcome): void {
    for (this.tick(); this.held.length > 0; this.tick()) {
      const task = this.held[0];
      this.end(task, outcomeOf(this.active.tree.text(task.node).name, this.stepName(task.node)));
    }
  }

  stepName(node: number): string {
    return this.active.tree.text(this.active.tree.table.step(node)).name;
  }

  /** `status` or `status: reason` of the run and each step, in file order. */
  get summary(): Record<string, string> {
    const { tree } = this.active;
    const rows: Record<string, string> = {};
    for (let n = 0; n <= (this.active.record.definition?.steps.length ?? 0); n++) {
      const reason = tree.note(n)?.reason ?? tree.table.reason(n);
      const name = n === 0 ? 'run' : tree.text(n).name;
      rows[name] = reason === null ? tree.table.status(n) : `${tree.table.status(n)}: ${reason}`;
    }
    return rows;
  }
}
