/** Answers to commands about the queue as a whole: its limits, its dead letter shelf, and actions on many jobs. */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import type { QueueState, TreeNode } from '../../src-shared/model';
import type { EngineFace } from './engine-face';
import { matchingJobs, runsOf } from './job-filter';
import { toTreeNode } from './node-views';

/** The handlers, for a client of an engine. */
export function queueHandlers(engine: EngineFace) {
  const change = (action: () => void): Promise<QueueState> =>
    engine.change(() => {
      action();
      return engine.active.settings.state;
    });
  return {
    'queue.show': (): QueueState => engine.active.settings.state,
    'queue.pause': ({ group }: CommandInput<'queue.pause'>) =>
      change(() => {
        engine.active.pauseQueue(group, true);
      }),
    'queue.resume': ({ group }: CommandInput<'queue.resume'>) =>
      change(() => {
        engine.active.pauseQueue(group, false);
      }),
    'queue.change': (input: CommandInput<'queue.change'>) =>
      change(() => {
        engine.active.changeQueue(input);
      }),
    'dead.list': async (input: CommandInput<'dead.list'>) => {
      await engine.loop.quiet();
      return listDead(engine, input);
    },
    'bulk.count': (input: CommandInput<'bulk.count'>) => engine.bulks.count(input),
    'bulk.start': (input: CommandInput<'bulk.start'>) => engine.bulks.start(input),
    'bulk.wait': (input: CommandInput<'bulk.wait'>) => engine.bulks.wait(input.bulkId, input.done),
    'bulk.stop': (input: CommandInput<'bulk.stop'>) => engine.bulks.stop(input.bulkId),
    'bulk.undo': (input: CommandInput<'bulk.undo'>) => engine.bulks.undo(input.bulkId),
  };
}

function listDead(
  engine: EngineFace,
  { filter = {}, from, count }: CommandInput<'dead.list'>,
): CommandOutput<'dead.list'> {
  const { reader } = engine;
  const asked = Object.values(filter).some((value) => value !== undefined);
  const all = asked
    ? runsOf(reader, [], engine.active, filter, 'clear').flatMap((run) =>
        matchingJobs(reader, run, filter, 'clear')
          .map((node) => ({ run, node }))
          .reverse(),
      )
    : reader.dead().reverse();
  const rows = all.slice(from, from + count).flatMap(({ run, node }): TreeNode[] => {
    const opened = reader.open(run);
    return opened === null ? [] : [toTreeNode(opened.tree, opened.record, node)];
  });
  return { total: all.length, rows };
}
