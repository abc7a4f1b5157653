import { describe, expect, it } from 'vitest';
import { editOf, formOf, readEnvironment } from '../../../../src-renderer/actions/edit-form';

describe('running a job again with changes', () => {
  it('shows a command as one could type it, and an item where there is one', () => {
    expect(formOf({ input: { command: ['echo', 'a b', "it's"] } })).toEqual({
      command: `echo 'a b' 'it'\\''s'`,
      item: null,
      env: '',
    });
    expect(formOf({ input: { command: 'make "$X"', item: 'x.jpg' } })).toMatchObject({
      command: 'make "$X"',
      item: 'x.jpg',
    });
    expect(formOf({ input: { module: './index.mjs' } }).command).toBeNull();
  });

  it('sends only what was changed', () => {
    const before = formOf({ input: { command: ['echo', 'a'], item: 'x' } });
    expect(editOf(before, before, {})).toBeUndefined();
    expect(editOf(before, { ...before, command: 'echo b' }, {})).toEqual({ command: 'echo b' });
    expect(editOf(before, { ...before, item: 'y' }, { A: '1' })).toEqual({ item: 'y', env: { A: '1' } });
  });

  it('reads the environment line by line and names the line that is none', () => {
    expect(readEnvironment('A=1\n\n B = x=y \nEMPTY=')).toEqual({ env: { A: '1', B: ' x=y ', EMPTY: '' } });
    expect(readEnvironment('A=1\nnonsense')).toEqual({ bad: { line: 2, text: 'nonsense' } });
    expect(readEnvironment('=x')).toEqual({ bad: { line: 1, text: '=x' } });
  });
});
