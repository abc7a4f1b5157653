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

/** A byte that stands somewhere in a line: beside the digits, or no ASCII. */
const strayArbitrary = fc.option(
  fc.record({
    at: fc.nat(),
    byte: fc.constantFrom(0x2f, 0x3a, 0x3f, 0x09, 0x7f, 0x80, 0xb5, 0xf9, 0xfa, 0xff),
  }),
);

describe('memory of levels', () => {
  it('says of every line what a look at it says, whatever lines came before', () => {
    fc.assert(
      fc.property(
        fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(9), fc.boolean(), strayArbitrary), {
          minLength: 2,
          maxLength: 30,
        }),
        (lines, turns) => {
          const memory = new LevelMemory();
          for (const [which, digit, isCutShort, stray] of turns) {
            const line = lines[which % lines.length].replace(/\d/g, String(digit));
            const bytes = Buffer.from(`${isCutShort ? line.slice(0, which % 40) : line}\n`);
            const end = bytes.length - 1;
            if (stray !== null && end > 0) bytes[stray.at % end] = stray.byte;
            expect(memory.levelOf(bytes, 0, end), bytes.toString('latin1')).toBe(levelOf(bytes, 0, end));
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
