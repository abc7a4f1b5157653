/** Answers to commands that move logs in and out, and that say which runs are kept. */
import type { CommandInput } from '../../src-shared/contract';
import type { EngineFace } from './engine-face';
import type { ClientSelections } from './log-selections';

/** The handlers, for a client of an engine. */
export function transferHandlers(engine: EngineFace, selections: ClientSelections) {
  const { transfers } = engine;
  return {
    'log.export': async ({ selectionId = null, context = null, ...input }: CommandInput<'log.export'>) => {
      await engine.loop.quiet();
      const selected =
        selectionId === null
          ? null
          : selections.get(selectionId, input.scopeId, input.levels).read(context).rows;
      return transfers.exportView({ ...input, selected });
    },
    'run.export': async ({ id, path }: CommandInput<'run.export'>) => {
      await engine.loop.quiet();
      return transfers.exportRun(id, path);
    },
    'log.open': ({ paths }: CommandInput<'log.open'>) => transfers.open(paths),
    'transfer.wait': ({ transferId, done }: CommandInput<'transfer.wait'>) =>
      transfers.wait(transferId, done),
    'transfer.stop': ({ transferId }: CommandInput<'transfer.stop'>) => transfers.stop(transferId),
    'retention.show': async () => {
      await engine.loop.quiet();
      return engine.retention.show();
    },
    'retention.preview': async (input: CommandInput<'retention.preview'>) => {
      await engine.loop.quiet();
      return engine.retention.preview(input);
    },
    'retention.change': (input: CommandInput<'retention.change'>) => engine.retention.changeRule(input),
  };
}
