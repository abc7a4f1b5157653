import { describe, expect, it } from 'vitest';
import {
  commandContexts,
  commandGroups,
  commandNames,
  keysOf,
  specOf,
} from '../../../../src-renderer/commands/command-table';
import { commandTitles } from '../../../../src-renderer/texts-commands';

describe('the table of commands', () => {
  it('gives no key to two commands of one context', () => {
    for (const context of commandContexts) {
      const keys = commandNames.filter((name) => specOf(name).context === context).flatMap(keysOf);
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  it('writes keys as what is pressed is written: modifiers in one order, letters large', () => {
    for (const key of commandNames.flatMap(keysOf)) {
      expect(key).toMatch(/^(?:Ctrl )?(?:Shift )?(?:[^a-z\s]|[A-Z][A-Za-z]+|F\d+)$/);
    }
  });

  it('lets no plain letter work in a field, where it is typed', () => {
    for (const name of commandNames.filter((one) => specOf(one).inFields === true)) {
      for (const key of keysOf(name)) expect(key).toMatch(/^(?:Ctrl .+|Escape|(?:Shift )?F\d+)$/);
    }
  });

  it('names every command, in words that are not used twice in a group', () => {
    for (const group of commandGroups) {
      const names = commandNames.filter((name) => specOf(name).group === group);
      const titles = names.map((name) => commandTitles[name]);
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });
});
