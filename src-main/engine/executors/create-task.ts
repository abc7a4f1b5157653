/** Makes the running form of a task, by the kind of its work. */
import { CommandTask } from './command-task';
import { createExpansion } from './expand-task';
import { GeneratorTask } from './generator-task';
import type { Task } from './protocol';
import type { RunningTask, TaskContext } from './running-task';
import { ScriptTask } from './script-task';

/** Makes a task that does nothing until it is started. */
export function createTask(task: Task, context: TaskContext): RunningTask {
  const { work } = task;
  switch (work.type) {
    case 'command':
      return new CommandTask(task, work, context);
    case 'script':
      return new ScriptTask(task, work, context);
    case 'test_job_generator':
      return new GeneratorTask(task, work, work.seed, context);
    case 'expand':
      return createExpansion(task, work, context);
  }
}
