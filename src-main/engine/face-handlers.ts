/** Answers to commands about the faces of a run beside its log: timeline, graph, comparison, history. */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import type { GraphStep } from '../../src-shared/timeline';
import type { EngineFace } from './engine-face';
import { parseId } from './jobs/ids';
import { nodeFlags } from './jobs/node-table';
import { toTreeNode } from './node-views';

/** The handlers, for a client of an engine. */
export function faceHandlers(engine: EngineFace) {
  return {
    'timeline.overview': (input: CommandInput<'timeline.overview'>) => engine.timelines.overview(input),
    'timeline.window': (input: CommandInput<'timeline.window'>) => engine.timelines.window(input),
    'run.graph': async ({ runId }: CommandInput<'run.graph'>): Promise<CommandOutput<'run.graph'>> => {
      await engine.loop.quiet();
      return { steps: graphOf(engine, runId) };
    },
    'compare.show': (input: CommandInput<'compare.show'>) => engine.comparisons.show(input),
    'compare.jobs': (input: CommandInput<'compare.jobs'>) => engine.comparisons.jobs(input),
    'history.definitions': () => engine.history.definitions(),
    'history.runs': (input: CommandInput<'history.runs'>) => engine.history.runs(input),
  };
}

function graphOf({ reader }: EngineFace, runId: string): GraphStep[] {
  const { tree, record } = reader.find(`r${parseId(runId).run}`);
  const steps = record.definition?.steps ?? [];
  return steps.map(({ depends }, index) => {
    const { id, name, type, status, reason, stats, startedAt, endedAt } = toTreeNode(tree, record, index + 1);
    return {
      id,
      name,
      type,
      status,
      reason,
      stats,
      startedAt,
      endedAt,
      alwaysRun: tree.table.hasFlag(index + 1, nodeFlags.alwaysRun),
      depends: depends.map((one) => steps.findIndex((step) => step.name === one)).filter((at) => at !== -1),
    };
  });
}
