/** Ticks that take in more while what they have is being written: jobs that print fast beside everything else. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open({ threads: 2 });
});
afterEach(async () => {
  await t.close();
});

/** Two jobs that print 19 MB each, beside a step of the same run. */
const noise = `concurrency = 4
[step.noise]
type = "command"
run = "yes 'a line of the noise, which is long enough that many of them are a lot of text for one tick' | head -n 200000"
for_each = { range = [1, 2] }
concurrency = 2
`;

describe('beside jobs that print without a pause', () => {
  it('each short command runs once, and the run ends', async () => {
    const { runId } = await t.run(`${noise}
[step.short]
type = "command"
run = "echo $RUNSHEET_JOB >> ${t.folder}/written"
for_each = { range = [1, 250] }
concurrency = 2`);
    const jobs = t.nodes(runId).filter(({ kind }) => kind === 'job');
    expect(jobs).toHaveLength(252);
    expect(jobs.every(({ status, attempt }) => status === 'completed' && attempt === 1)).toBe(true);
    const written = (await readFile(path.join(t.folder, 'written'), 'utf8')).trim().split('\n');
    expect(new Set(written).size).toBe(250);
    expect(written).toHaveLength(250);
    expect(await t.verify()).toMatchObject({ ok: true });
  }, 60_000);

  it('a child is there that a script asked for with its last breath', async () => {
    await t.define(
      'last.mjs',
      `export default async function (job) {
        // Nobody waits for the answer.
        void job.spawn({ name: 'child', type: 'command', run: 'true' }).catch(() => undefined);
      }`,
    );
    const { runId } = await t.run(`${noise}
[step.last]
type = "script"
module = "./last.mjs"
for_each = { range = [1, 60] }
concurrency = 2`);
    const children = t.nodes(runId).filter(({ name }) => name === 'child');
    expect(children).toHaveLength(60);
    expect(children.every(({ status }) => status === 'completed')).toBe(true);
  }, 60_000);
});
