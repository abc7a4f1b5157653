import { afterEach, describe, expect, it } from 'vitest';
import { launcherInterpreter } from '../../../../../src-main/engine/executors/launcher-starter';
import { shell, TestPool } from './test-pool';

let t: TestPool;
afterEach(() => t.stop());

describe.runIf(launcherInterpreter() !== null)('what an attempt has used', () => {
  it('is the processor time and the peak memory of its command and what that waited for', async () => {
    t = await TestPool.start();
    const program =
      'x = bytearray(90_000_000)\nfor at in range(0, len(x), 4096): x[at] = 1\nsum(range(3_000_000))';
    const { usage } = await t.run(shell(`/usr/bin/python3 -c '${program}'; true`)).ended;
    expect(usage?.isPeakBound).toBe(false);
    expect(usage?.peakBytes).toBeGreaterThan(90_000_000);
    expect(usage?.peakBytes).toBeLessThan(150_000_000);
    expect(usage?.cpuMs).toBeGreaterThan(10);
  });

  it('of a small command is told as a bound: it had the memory of its launcher first', async () => {
    t = await TestPool.start();
    const { usage } = await t.run(shell('sleep 0.05')).ended;
    expect(usage?.isPeakBound).toBe(true);
    expect(usage?.peakBytes).toBeLessThan(40_000_000);
    // It slept, and sleeping takes no processor.
    expect(usage?.cpuMs).toBeLessThan(40);
  });

  it('is told of one that a signal ended too', async () => {
    t = await TestPool.start();
    const { usage, signal } = await t.run(shell('kill -KILL $$')).ended;
    expect([signal, usage === null]).toEqual(['SIGKILL', false]);
  });
});

it('of a command that its thread has started nobody knows, so nothing is said', async () => {
  t = await TestPool.start({ launcher: null });
  expect((await t.run(shell('true')).ended).usage).toBeNull();
});
