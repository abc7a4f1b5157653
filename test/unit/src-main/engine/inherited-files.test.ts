import { afterEach, beforeEach, expect, it } from 'vitest';
import { launcherInterpreter } from '../../../../src-main/engine/executors/launcher-starter';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(() => t.close());

// Without a launcher Node starts commands, and has no say in what they inherit.
it.runIf(launcherInterpreter() !== null)('a job has none of the files open that the engine has', async () => {
  const { runId, last } = await t.run(
    `[step.files]\ntype = "command"\nrun = "readlink /proc/$$/fd/* | grep -v pipe: ; true"\n`,
  );
  expect(last.scope?.status).toBe('completed');
  const open = (await t.lines(runId)).map((row) => row.text);
  expect(open.filter((file) => file !== '/dev/null')).toEqual([]);
});
