/** Answers to commands about logs. */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import { allLevels } from '../../src-shared/model';
import type { EngineFace } from './engine-face';
import { displayedTextMax } from './folder-reader';

/** The handlers, for a client of an engine. */
export function logHandlers(engine: EngineFace) {
  return {
    'log.rows': async (input: CommandInput<'log.rows'>): Promise<CommandOutput<'log.rows'>> => {
      await engine.loop.quiet();
      const { scopeId, levels, from, count } = input;
      const { total, matching } = engine.reader.view(scopeId, levels);
      return { total, matching, rows: engine.reader.rows(scopeId, levels, from, count, displayedTextMax) };
    },
    'log.locate': async ({ scopeId, levels, at }: CommandInput<'log.locate'>) => {
      await engine.loop.quiet();
      if (!('n' in at)) throw new RunsheetError('bad-input', 'Only line numbers can be looked up yet.');
      const row = engine.reader.view(scopeId, levels).rowOfLine(at.n);
      if (row === null) return null;
      return { row, n: engine.reader.rows(scopeId, levels, row, 1, 0)[0].n };
    },
    'log.line': async (input: CommandInput<'log.line'>) => {
      await engine.loop.quiet();
      return engine.reader.rows(input.scopeId, allLevels, input.n - 1, 1, null)[0] ?? null;
    },
    'log.select': notYet,
    'log.unselect': notYet,
    'log.histogram': notYet,
    'log.text': notYet,
  };
}

function notYet(): never {
  throw new RunsheetError('bad-input', 'This is not there yet.');
}
