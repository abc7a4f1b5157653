import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

/** One job of each item; those whose names begin with "bad" fail. */
const checks = (...items: string[]): string => `id = "checks"
name = "Checks"
[step.check]
type = "command"
run = "echo {{item}}; case {{item}} in bad*) exit 4;; esac"
for_each = { list = ${JSON.stringify(items)} }
on_error = "continue"
`;

test('a run is compared with the one before it: numbers, steps, kinds, and the jobs of a kind', async () => {
  await sandbox.run('run', sandbox.define('checks.toml', checks('a', 'bad-b', 'old')));
  const alone = await sandbox.run('compare', 'r1');
  expect(alone.code).toBe(2);
  expect(alone.stderr).toContain('runsheet: No run of Checks before r1 has ended.\n');

  await sandbox.run('run', sandbox.define('checks.toml', checks('a', 'bad-b', 'bad-c', 'new')));
  const { stdout } = await sandbox.run('compare', 'r2');
  expect(stdout).toMatch(/^r2 Checks: completed, beside r1: completed\n/);
  expect(stdout).toMatch(/\njobs +4 +3 +\+1\n/);
  expect(stdout).toMatch(/\nfailed +2 +1 +\+1\n/);
  expect(stdout).toMatch(/\nlines +4 +3 +\+1\n/);
  expect(stdout).toContain('\n2 jobs only in this run (added)\n');

  const [told] = await sandbox.json('compare', 'r2', 'r1');
  expect(told).toMatchObject({ withId: 'r1', here: { id: 'r2' }, there: { id: 'r1' } });
  expect(told.counts).toMatchObject({ failing: 0, 'failing-again': 1, added: 2, gone: 1, open: 0 });
  expect(told.steps).toMatchObject([{ name: 'check', here: { stats: { failed: 2 } } }]);
  const kinds: number[] = Object.values(told.counts);
  expect(kinds.reduce((sum, count) => sum + count, 0)).toBe(5);

  const added = await sandbox.json('compare', 'r2.1', '--kind', 'added');
  expect(added).toMatchObject([
    { name: 'bad-c', step: 'check', here: { status: 'failed' }, there: null },
    { name: 'new', here: { status: 'completed' } },
  ]);
  expect(await sandbox.json('compare', 'r2', '--kind', 'added', '--limit', '1')).toEqual(added.slice(0, 1));
  expect((await sandbox.run('compare', 'r2', '--kind', 'added', '--limit', '0')).stdout).toBe('');
  expect((await sandbox.run('compare', 'r1', 'r2')).stdout).toContain('2 jobs only in the other run (gone)');
  expect((await sandbox.run('compare', 'r2', '--kind', 'repaired')).stdout).toBe('There are no such jobs.\n');
});

test('what cannot be compared is one sentence', async () => {
  await sandbox.run('run', sandbox.define('checks.toml', checks('a')));
  await sandbox.run('run', sandbox.define('other.toml', checks('a').replace('"checks"', '"other"')));
  for (const [words, says] of [
    [['r1', 'r1'], 'A run cannot be compared with itself.'],
    [['r1', 'r1.1'], 'Only a run can be compared with; r1.1 is none.'],
    [['r1', '--limit', '3'], '--limit is for the jobs of a kind: --kind is missing.'],
    [['r1', '--kind', 'worse'], '--kind must be failing, failing-again,'],
    [['r9'], 'r9'],
    [['r1', 'r2'], 'r2 is no run of the same definition.'],
  ] as const) {
    const { code, stdout, stderr } = await sandbox.run('compare', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  }
});
