import { expect, test } from 'vitest';
import { countPlaywright, countVitest } from '../../../../scripts/checks/reports.mjs';

test('a skipped or to-do unit test counts as failed', () => {
  const statuses = ['passed', 'passed', 'failed', 'skipped', 'pending', 'todo'];
  const file = { status: 'failed', assertionResults: statuses.map((status) => ({ status })) };
  expect(countVitest({ testResults: [file] })).toEqual({ passed: 2, failed: 4 });
});

test('a file that fails as a whole counts as one failure, beside its tests that passed', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const strays = { status: 'failed', assertionResults: [{ status: 'passed' }] };
  expect(countVitest({ testResults: [broken, strays] })).toEqual({ passed: 1, failed: 2 });
});

test('an end-to-end test that is skipped or passes at its second try counts as failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  expect(countPlaywright({ stats, errors: [new Error('No window.')] })).toEqual({ passed: 5, failed: 7 });
});
