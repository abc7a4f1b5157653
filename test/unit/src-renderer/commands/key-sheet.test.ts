import { describe, expect, it } from 'vitest';
import { commandNames, keysOf } from '../../../../src-renderer/commands/command-table';
import { sectionsOf } from '../../../../src-renderer/commands/key-sheet';

const names = (filter: string): string[] =>
  sectionsOf(filter).flatMap(({ lines }) => lines.map(({ name }) => name));

describe('the sheet of all keys', () => {
  it('has every command with a key once', () => {
    expect(names('').sort()).toEqual(commandNames.filter((name) => keysOf(name).length > 0).sort());
  });

  it('is searched by what a key does, and by the key', () => {
    expect(names('next error')).toEqual(['log.nextError']);
    expect(names('ctrl k')).toEqual(['palette.open']);
    expect(names('w')).toContain('log.wrap');
    expect(names('no such thing')).toEqual([]);
  });
});
