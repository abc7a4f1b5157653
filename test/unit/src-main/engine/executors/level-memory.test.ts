import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelMemory } from '../../../../../src-main/engine/executors/level-memory';
import { levelOf } from '../../../../../src-main/engine/executors/line-level';

/** Lines that differ from each other just where it counts. */
const lineArbitrary = fc
  .array(
    fc.oneof(
      fc.constantFrom('2026-01-02T10:00:07.123Z', '10:00:01', 'Jan  2 10:00:00', '1700000000', '[10:00:00]'),
      fc.constantFrom(
        'INFO',
        'WARN',
        'ERROR',
        'info',
        'error:',
        'ERROR:',
        'Error',
        'E0102',
        'DEBUG',
        'W',
        '<4>',
      ),
      fc.constantFrom('main', '[main]', 'host', 'app[12]:', '-', '|', '(', '\u001b[31m', 'level=warn', 'a=1'),
      fc.constantFrom('{"level":', '50', '20', '"error"', 'E0308]:', 'npm', 'ERR!', 'fatal error: x'),
    ),
    { maxLength: 6 },
  )
  .chain((words) => fc.constantFrom(' ', '  ', '\t').map((separator) => words.join(separator)));

describe('memory of levels', () => {
  it('says of every line what a look at it says, whatever lines came before', () => {
    fc.assert(
      fc.property(
        fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(9), fc.boolean()), { minLength: 2, maxLength: 30 }),
        (lines, turns) => {
          const memory = new LevelMemory();
          for (const [which, digit, isCutShort] of turns) {
            const line = lines[which % lines.length].replace(/\d/g, String(digit));
            const bytes = Buffer.from(`${isCutShort ? line.slice(0, which % 40) : line}\n`);
            const end = bytes.length - 1;
            expect(memory.levelOf(bytes, 0, end), bytes.toString()).toBe(levelOf(bytes, 0, end));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
