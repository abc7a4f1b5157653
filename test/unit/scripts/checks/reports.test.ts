import { expect, test } from 'vitest';
import { countPlaywright, countVitest } from '../../../../scripts/checks/reports.mjs';

const vitestFile = { name: 'test/unit/queue.test.ts', status: 'failed' };

test('a skipped or to-do unit test counts as failed', () => {
  const statuses = ['passed', 'passed', 'failed', 'skipped', 'pending', 'todo'];
  const assertionResults = statuses.map((status) => ({ status, fullName: `a ${status} test` }));
  const tally = countVitest({ testResults: [{ ...vitestFile, assertionResults }] });
  expect(tally).toMatchObject({ passed: 2, failed: 4 });
  expect(tally.failures).toContain('✗ test/unit/queue.test.ts › a skipped test\n    skipped');
});

test('a file that fails as a whole counts as one failure, beside its tests that passed', () => {
  const broken = { ...vitestFile, message: 'No such file.', assertionResults: [] };
  const strays = { ...vitestFile, assertionResults: [{ status: 'passed', fullName: 'a test' }] };
  expect(countVitest({ testResults: [broken, strays] })).toEqual({
    passed: 1,
    failed: 2,
    failures: [
      '✗ test/unit/queue.test.ts › the file as a whole\n    No such file.',
      '✗ test/unit/queue.test.ts › the file as a whole\n    ',
    ],
  });
});

test('a failure is told by its file, its test and the first lines of its message', () => {
  const message = Array.from({ length: 30 }, (_, line) => `line ${line + 1}`).join('\n');
  const failed = { status: 'failed', fullName: 'order is kept', failureMessages: [message] };
  const [told] = countVitest({ testResults: [{ ...vitestFile, assertionResults: [failed] }] }).failures;
  expect(told).toMatch(/^✗ test\/unit\/queue\.test\.ts › order is kept\n {4}line 1\n/);
  expect(told).toMatch(/\n {4}line 25\n {4}\(5 more lines above\)$/);
});

test('an end-to-end test that is skipped or passes at its second try counts as failed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
  const flaky = { status: 'flaky', results: [{ error: { message: 'No row.' } }, {}] };
  const passed = { status: 'expected', results: [{}] };
  const suites = [{ suites: [{ specs: [{ title: 'rows', file: 'rows.spec.ts', tests: [flaky, passed] }] }] }];
  expect(
    countPlaywright({ stats, errors: [{ message: 'No window.' }], suites, config: { rootDir: 'test/e2e' } }),
  ).toEqual({
    passed: 5,
    failed: 7,
    failures: ['✗ test/e2e/rows.spec.ts › rows\n    No row.', '✗ outside of any test › \n    No window.'],
  });
});
