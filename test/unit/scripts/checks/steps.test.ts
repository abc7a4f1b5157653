import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runSteps } from '../../../../scripts/checks/steps.mjs';

let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => lines.push(...text.split('\n')));
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('the last line is the sum of all steps', async () => {
  const code = await runSteps(
    [
      { name: 'build', work: async () => ({ passed: 0, failed: 0 }) },
      { name: 'lint', work: async () => ({ passed: 1, failed: 0 }) },
      { name: 'unit tests', work: async () => ({ passed: 40, failed: 2 }) },
    ],
    () => false,
  );
  expect(lines.at(-1)).toBe('41 passed, 2 failed');
  expect(lines).toContainEqual(expect.stringMatching(/^✗ unit tests: 40 passed, 2 failed \(\d+\.\d s\)$/));
  expect(code).toBe(1);
});

test('steps of a list run at once, and each is told', async () => {
  let goOn = () => {};
  const waits = new Promise<void>((resolve) => (goOn = resolve));
  const lint = async () => {
    await waits;
    return { passed: 1, failed: 0 };
  };
  const format = async () => {
    goOn();
    return { passed: 0, failed: 1 };
  };
  const code = await runSteps(
    [
      [
        { name: 'lint', work: lint },
        { name: 'format', work: format },
      ],
    ],
    () => false,
  );
  expect(lines).toContain('▸ lint and format');
  expect(lines.filter((line) => /^[✓✗] /.test(line))).toHaveLength(2);
  expect(lines.at(-1)).toBe('1 passed, 1 failed');
  expect(code).toBe(1);
});

test('failures are told again before the sums, where only the end of the output may be kept', async () => {
  const failures = ['✗ queue.test.ts › order is kept\n    expected 1 to be 2'];
  await runSteps(
    [{ name: 'unit tests', work: async () => ({ passed: 3, failed: 1, failures }) }],
    () => false,
  );
  expect(lines.slice(-6, -2)).toEqual(['', '✗ queue.test.ts › order is kept', '    expected 1 to be 2', '']);
});

test('a step that cannot run counts as failed, and the others run', async () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
  const code = await runSteps(
    [
      { name: 'Electron', work: () => Promise.reject(new Error('There is no Electron.')) },
      { name: 'lint', work: async () => ({ passed: 1, failed: 0 }) },
    ],
    () => false,
  );
  expect(errors).toHaveBeenCalledWith('There is no Electron.');
  expect(lines.at(-1)).toBe('1 passed, 1 failed');
  expect(code).toBe(1);
});

test('an interrupted run starts no further step and prints no sum', async () => {
  let interrupted = false;
  const work = vi.fn(async () => {
    interrupted = true;
    return { passed: 1, failed: 0 };
  });
  const code = await runSteps(
    [
      { name: 'first', work },
      { name: 'second', work },
    ],
    () => interrupted,
  );
  expect(work).toHaveBeenCalledTimes(1);
  expect(lines).not.toContain('1 passed, 0 failed');
  expect(code).toBe(130);
});
