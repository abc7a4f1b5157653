import { expect, test } from 'vitest';
import { figure, median, quantile } from '../../../../bench/harness/figures.mjs';

test('a ratio above 1 says that we are ahead, whichever way is better', () => {
  const rate = { metric: 'jobs', unit: 'jobs/s', better: 'higher', runs: [300, 100, 200] } as const;
  expect(figure({ ...rate, peers: { other: [50, 100] } })).toEqual({
    metric: 'jobs',
    unit: 'jobs/s',
    value: 200,
    runs: [300, 100, 200],
    peers: { other: 75 },
    ratio: { other: 2.667 },
  });
  const time = figure({
    metric: 'open',
    unit: 'ms',
    better: 'lower',
    runs: [10],
    peers: { faster: [5], slower: [20] },
  });
  expect(time.ratio).toEqual({ faster: 0.5, slower: 2 });
});

test('a quantile lies between its neighbours, and nothing measured is an error', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([10, 20], 0.99)).toBeCloseTo(19.9);
  expect(() => median([])).toThrow('Nothing was measured.');
});
