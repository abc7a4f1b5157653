/** Answers to commands that move logs in and out, and that say which runs are kept. */
import type { CommandInput } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import type { EngineFace } from './engine-face';
import type { SelectedRows } from './transfers';

/** The handlers, for a client of an engine. */
export function transferHandlers(engine: EngineFace) {
  const { transfers } = engine;
  return {
    'log.export': async ({ selectionId, ...input }: CommandInput<'log.export'>) => {
      await engine.loop.quiet();
      const rowsOf = selectionId === null || selectionId === undefined ? null : rowsOfSelection(selectionId);
      return transfers.exportView({ ...input, rowsOf });
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
    'retention.change': (input: CommandInput<'retention.change'>) => engine.retention.changeRule(input),
  };
}

/** Where a selection plugs in: the sequences of its rows. */
function rowsOfSelection(selectionId: string): SelectedRows {
  throw new RunsheetError('not-found', `There is no selection ${selectionId}.`);
}
