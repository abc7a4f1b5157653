/**
 * The unfinished last lines of what runs: shown live, without a number, and never stored. A tail is shown only
 * while the log holds just the lines before it: so it never stands beside the line that it has become.
 */
import type { LogTail } from '../../src-shared/log-view';
import { logStreams } from '../../src-shared/model';
import type { ActiveRun, HeldTask } from './active-run';
import { formatId } from './jobs/ids';
import { streamErr, type StreamTail } from './logs/line-batch';

/** Tails that are shown at once: the ones that changed last. */
const tailsMax = 8;
let latest = 0;

/** Keeps a tail that a thread has told. */
export function keepTail(task: HeldTask, tail: StreamTail): void {
  task.tails = [...task.tails.filter((one) => one.stream !== tail.stream), { ...tail, order: ++latest }];
}

/** Tails of the subtree of a node, by job and stream. */
export function tailsWithin(active: ActiveRun, root: number): LogTail[] {
  const { tree, run } = active;
  const found: { readonly task: HeldTask; readonly tail: HeldTask['tails'][number] }[] = [];
  for (const task of active.tasks.values()) {
    if (task.tails.length === 0 || !tree.isWithin(task.node, root)) continue;
    for (const tail of task.tails)
      if (tail.items === mergedItems(task, tail.stream)) found.push({ task, tail });
  }
  return found
    .sort((a, b) => b.tail.order - a.tail.order)
    .slice(0, tailsMax)
    .sort((a, b) => a.task.node - b.task.node || a.tail.stream - b.tail.stream)
    .map(({ task, tail }) => ({
      jobId: formatId(run, task.node),
      jobName: tree.text(task.node).name,
      jobPosition: task.node,
      stream: logStreams[tail.stream],
      text: tail.text,
    }));
}

function mergedItems(task: HeldTask, stream: number): number {
  return stream === streamErr ? task.errItems : task.outItems;
}
