import { describe, expect, it } from 'vitest';
import {
  listEntries,
  type PaletteEntry,
  type PaletteGroup,
} from '../../../../src-renderer/palette/palette-list';

function entry(group: PaletteGroup, title: string): PaletteEntry {
  return {
    id: `${group}:${title}`,
    group,
    title,
    detail: '',
    key: null,
    icon: 'pending',
    run: () => undefined,
  };
}
const entries = [
  entry('commands', 'Pause queue'),
  entry('commands', 'Open…'),
  entry('definitions', 'Run Nightly resize…'),
  entry('runs', 'Nightly resize'),
];
const shown = (query: string, recent: string[] = [], all = entries): string[] =>
  listEntries(all, query, recent).map((row) => (row.kind === 'group' ? `# ${row.group}` : row.entry.title));

describe('the list of the palette', () => {
  it('shows what was chosen lately first, and everything once, in groups', () => {
    expect(shown('', ['runs:Nightly resize', 'commands:Open…'])).toEqual([
      '# recent',
      'Nightly resize',
      'Open…',
      '# commands',
      'Pause queue',
      '# definitions',
      'Run Nightly resize…',
    ]);
  });

  it('puts the group with the best entry first', () => {
    expect(shown('nightly')).toEqual(['# runs', 'Nightly resize', '# definitions', 'Run Nightly resize…']);
    expect(shown('run n')[0]).toBe('# definitions');
    expect(shown('nothing of this')).toEqual([]);
  });

  it('prefers what was chosen lately to its like', () => {
    const jobs = [entry('nodes', 'tile 1'), entry('nodes', 'tile 2')];
    expect(shown('tile', [], jobs)[1]).toBe('tile 1');
    expect(shown('tile', ['nodes:tile 2'], jobs)[1]).toBe('tile 2');
  });

  it('has a line that is named by its number above all else', () => {
    const line = entry('line', 'Go to line 12');
    expect(shown('12', [], [entry('nodes', '12'), line])).toEqual([
      '# line',
      'Go to line 12',
      '# nodes',
      '12',
    ]);
  });
});
