/**
 * Puts attempts of the test generator into columns for their way to a thread. Sent as objects, the copying of a
 * thousand of them would take longer than they run.
 */
import type { GeneratedTasks, GeneratorWork, Task } from './protocol';

interface Group {
  readonly first: Task;
  readonly work: GeneratorWork;
  readonly tasks: Task[];
  readonly seeds: number[];
}

/** The tasks for a message: those of the generator in groups of equal work, all others as they are. */
export function packTasks(tasks: readonly Task[]): {
  readonly tasks: readonly Task[];
  readonly generated: readonly GeneratedTasks[];
} {
  const others: Task[] = [];
  const groups: Group[] = [];
  for (const task of tasks) {
    if (task.work.type !== 'test_job_generator') {
      others.push(task);
      continue;
    }
    // Tasks of a step come together, so the last group is nearly always the one.
    let group = groups.at(-1);
    if (group === undefined || !isAlike(group, task, task.work)) {
      group = { first: task, work: task.work, tasks: [], seeds: [] };
      groups.push(group);
    }
    group.tasks.push(task);
    group.seeds.push(task.work.seed);
  }
  return { tasks: others, generated: groups.map(toColumns) };
}

function isAlike(group: Group, task: Task, work: GeneratorWork): boolean {
  const same = group.work;
  return (
    group.first.timeoutMs === task.timeoutMs &&
    same.logCount === work.logCount &&
    same.logDelayMs === work.logDelayMs &&
    same.failureRate === work.failureRate &&
    same.childCount === work.childCount &&
    same.depth === work.depth &&
    same.recursionDepth === work.recursionDepth
  );
}

function toColumns({ first, work, tasks, seeds }: Group): GeneratedTasks {
  const spawns = work.childCount >= 1 && work.depth < work.recursionDepth;
  return {
    work,
    timeoutMs: first.timeoutMs,
    taskNumber: Uint32Array.from(tasks, (task) => task.taskNumber),
    seed: Float64Array.from(seeds),
    names: spawns ? tasks.map((task) => task.name) : null,
  };
}
