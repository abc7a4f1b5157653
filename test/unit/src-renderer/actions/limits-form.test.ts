import { describe, expect, it } from 'vitest';
import { changeOf, formOf } from '../../../../src-renderer/actions/limits-form';

const limits = {
  concurrency: 4,
  priority: -2,
  steps: [
    { name: 'fetch', limit: null },
    { name: 'resize', limit: 2 },
  ],
};

describe('limits and priority of a run', () => {
  const before = formOf({ input: { limits } });
  if (before === null) throw new Error('There is no form.');

  it('begins with the numbers that hold now', () => {
    expect(before).toEqual({
      concurrency: '4',
      priority: '-2',
      steps: [
        { name: 'fetch', limit: '' },
        { name: 'resize', limit: '2' },
      ],
    });
    expect(formOf({ input: {} })).toBeNull();
  });

  it('sends only what was changed, and null for a step without a limit', () => {
    expect(changeOf(before, before)).toEqual({});
    expect(changeOf(before, { ...before, concurrency: ' 8 ', priority: '−5' })).toEqual({
      concurrency: 8,
      priority: -5,
    });
    const steps = [
      { name: 'fetch', limit: '1' },
      { name: 'resize', limit: '' },
    ];
    expect(changeOf(before, { ...before, steps })).toEqual({ steps: { fetch: 1, resize: null } });
  });

  it('sends nothing while a field cannot stand', () => {
    expect(changeOf(before, { ...before, concurrency: '' })).toBeNull();
    expect(changeOf(before, { ...before, concurrency: '0' })).toBeNull();
    expect(changeOf(before, { ...before, priority: 'high' })).toBeNull();
    expect(changeOf(before, { ...before, steps: [{ name: 'fetch', limit: '10001' }] })).toBeNull();
  });
});
