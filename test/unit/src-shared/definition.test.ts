import { describe, expect, it } from 'vitest';
import { generatorJobCount } from '../../../src-shared/definition';

describe('the jobs of a generator step', () => {
  it.each([
    [5, 0, 0, 5],
    [5, 2, 0, 5],
    [3, 2, 2, 3 + 6 + 6],
    [10, 2, 3, 10 + 20 + 20],
    [1, 8, 9, 1 + 8 + 32 + 64 + 64],
    [0, 5, 5, 0],
  ])('%d workers with %d children to depth %d are %d', (workerCount, childCount, recursionDepth, jobs) => {
    expect(generatorJobCount({ workerCount, childCount, recursionDepth })).toBe(jobs);
  });
});
