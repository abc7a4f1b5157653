import { describe, expect, it } from 'vitest';
import { packTasks } from '../../../../../src-main/engine/executors/generated-tasks';
import type { GeneratorWork, Task, Work } from '../../../../../src-main/engine/executors/protocol';

const generator: GeneratorWork = {
  type: 'test_job_generator',
  logCount: 1,
  logDelayMs: 0,
  failureRate: 0,
  childCount: 0,
  depth: 0,
  recursionDepth: 0,
  seed: 1,
};

function task(taskNumber: number, work: Work, timeoutMs: number | null = null): Task {
  const name = `job ${taskNumber}`;
  return {
    taskNumber,
    mark: '',
    runId: 'r1',
    jobId: `r1.${taskNumber}`,
    name,
    attempt: 1,
    timeoutMs,
    lane: null,
    work,
  };
}

describe('tasks on their way to a thread', () => {
  it('puts generators that differ only in their seed together, in order, and keeps all others', () => {
    const command: Work = {
      type: 'command',
      file: 'true',
      args: [],
      cwd: '/',
      env: {},
      stdin: null,
      merged: false,
      verbatim: false,
    };
    const tasks = [
      task(1, { ...generator, seed: 7 }),
      task(2, command),
      task(3, { ...generator, seed: -8 }),
      task(4, { ...generator, logCount: 2 }),
      task(5, { ...generator, logCount: 2 }, 1000),
    ];
    const packed = packTasks(tasks);
    expect(packed.tasks).toEqual([tasks[1]]);
    expect(
      packed.generated.map(({ work, timeoutMs, taskNumber, seed }) => ({
        lines: work.logCount,
        timeoutMs,
        tasks: [...taskNumber],
        seeds: [...seed],
      })),
    ).toEqual([
      { lines: 1, timeoutMs: null, tasks: [1, 3], seeds: [7, -8] },
      { lines: 2, timeoutMs: null, tasks: [4], seeds: [1] },
      { lines: 2, timeoutMs: 1000, tasks: [5], seeds: [1] },
    ]);
  });

  it('sends the names of those that have children, for their names', () => {
    const parent = { ...generator, childCount: 2, recursionDepth: 1 };
    expect(packTasks([task(1, parent), task(2, parent)]).generated[0].names).toEqual(['job 1', 'job 2']);
    expect(packTasks([task(1, { ...parent, depth: 1 })]).generated[0].names).toBeNull();
  });
});
