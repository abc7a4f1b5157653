/** Answers to commands that move logs in and out, and that say which runs are kept. */
import { RunsheetError } from '../../src-shared/errors';
import type { EngineFace } from './engine-face';

/** The handlers, for a client of an engine. */
export function transferHandlers(engine: EngineFace) {
  const notYet = (): never => {
    throw new RunsheetError('bad-input', `This is not there yet in ${engine.epoch}.`);
  };
  return {
    'log.export': notYet,
    'run.export': notYet,
    'log.open': notYet,
    'transfer.wait': notYet,
    'transfer.stop': notYet,
    'retention.show': notYet,
    'retention.change': notYet,
  };
}
