import { describe, expect, it } from 'vitest';
import { describeInput, quoteForShell } from '../../../../src-renderer/details/describe-input';

describe('what a job was asked to do', () => {
  it('is a command that can be pasted into a shell', () => {
    expect(quoteForShell('plain-file_1.txt')).toBe('plain-file_1.txt');
    expect(quoteForShell("it's here")).toBe(`'it'\\''s here'`);
    expect(quoteForShell('$HOME')).toBe("'$HOME'");
    expect(quoteForShell('')).toBe("''");
    const [command] = describeInput({ command: ['convert', 'a b.jpg', '-resize', '50%'] });
    expect(command?.value).toBe("convert 'a b.jpg' -resize 50%");
  });

  it('names the definition of a run and the folder of a job', () => {
    expect(describeInput({ path: '/d/x.toml', directory: '/d' }).map(({ label }) => label)).toEqual([
      'Definition',
    ]);
    expect(describeInput({ command: 'make', cwd: '/d' }).map(({ label }) => label)).toEqual([
      'Command',
      'Folder',
    ]);
  });

  it('names the values that a run was started with, but for empty ones', () => {
    const params = { folder: '/p', width: 3, keep: false, none: '' };
    expect(describeInput({ path: '/d/x.toml', params })).toEqual([
      { label: 'Definition', value: '/d/x.toml', isCode: true, isMain: false },
      { label: 'folder', value: '/p', isCode: false, isMain: false },
      { label: 'width', value: '3', isCode: false, isMain: false },
      { label: 'keep', value: 'false', isCode: false, isMain: false },
    ]);
  });

  it('is told as it ran and as its definition says it; only what ran comes first', () => {
    const facts = describeInput({
      command: 'convert a.jpg',
      written: 'convert {{item}}',
      cwd: '/d',
      item: 'a.jpg',
    });
    expect(facts.map(({ label, isMain }) => [label, isMain])).toEqual([
      ['Command', true],
      ['As written', false],
      ['Item', false],
      ['Folder', false],
    ]);
  });

  it('leaves out what has no name on the screen', () => {
    expect(describeInput({ index: 4, nested: { a: 1 }, cwd: '' })).toEqual([]);
  });
});
