import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launcherInterpreter } from '../../src-main/engine/executors/launcher-starter';
import { listProcesses } from '../../src-main/engine/storage/run-records';
import { Store } from '../../src-main/engine/storage/store';
import { EngineProcess, expectVerified, runsheet } from './engine-process';

const kills = 20;

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-kill-'));
  data = path.join(folder, 'data');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Processes whose environment names this run's folder. */
async function descendants(): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`KILL_TEST=${folder}`)) found.push(Number(entry));
  }
  return found;
}

describe('an engine that is killed', () => {
  it(`Promise 7: ${kills} kills in a row lose nothing, run nothing twice and leave right counts each time`, async () => {
    const file = path.join(folder, 'batch.toml');
    await writeFile(
      file,
      `concurrency = 6
[step.commands]
type = "command"
run = "echo begin {{item}}; sleep 0.25; echo end {{item}}"
for_each = { range = [1, 400] }
env = { KILL_TEST = "${folder}" }
on_error = "continue"
depends = []
[step.short]
type = "command"
run = "echo short {{item}}"
for_each = { range = [1, 900] }
env = { KILL_TEST = "${folder}" }
on_error = "continue"
concurrency = 2
depends = []
[step.generated]
type = "test_job_generator"
worker_count = 60
log_count = 40
log_delay_ms = 4
child_count = 1
recursion_depth = 1
seed = 1
on_error = "continue"
concurrency = 2
depends = []
`,
    );
    let inFlight = 0;
    const added: string[] = [];
    /** Attempts of jobs whose end was committed before a kill. */
    const ended = new Map<string, unknown>();
    let shown: Record<string, unknown>[] = [];
    let engine = await EngineProcess.start(data);
    const run = await runsheet(data, 'run', '--detach', file);
    expect(run.code).toBe(0);
    for (let kill = 1; kill <= kills; kill++) {
      added.push(String((await runsheet(data, 'add', '--', 'echo', `added ${kill}`)).objects[0].id));
      shown = (await runsheet(data, 'logs', 'r1')).objects;
      // Any moment will do: the test is about moments that nobody chose.
      await pause(Math.random() * 150);
      await engine.kill();

      await expectVerified(data);
      const [stats] = (await runsheet(data, 'stats')).objects as [{ stats: { running: number } }];
      if (stats.stats.running > 0) inFlight++;
      const lines = (await runsheet(data, 'logs', 'r1')).objects;
      expect(lines.slice(0, shown.length)).toEqual(shown);
      const jobs = (await runsheet(data, 'jobs')).objects;
      const ids = new Set(jobs.map((job) => job.id));
      for (const id of added) expect(ids.has(id)).toBe(true);
      for (const job of jobs) {
        const before = ended.get(String(job.id));
        if (before !== undefined) expect([job.status, job.attempt]).toEqual(before);
        if (job.kind === 'job' && ['completed', 'failed'].includes(String(job.status))) {
          ended.set(String(job.id), [job.status, job.attempt]);
        }
      }
      engine = await EngineProcess.start(data, ...(kill === kills ? ['--until-idle'] : []));
      // What the dead engine left running has been ended before the new one says that it is ready: only its own live.
      const own = (await runsheet(data, 'stats')).objects as [{ stats: { running: number } }];
      expect(own[0].stats.running).toBeLessThanOrEqual(8);
    }
    await engine.exited();

    expect(inFlight).toBeGreaterThanOrEqual(kills / 2);
    const [stats] = (await runsheet(data, 'stats')).objects as [{ stats: Record<string, number> }];
    expect(stats.stats).toMatchObject({
      pending: 0,
      running: 0,
      cancelled: 0,
      total: 400 + 900 + 120 + kills,
    });
    await expectVerified(data);
    const lines = (await runsheet(data, 'logs', 'r1')).objects;
    expect(lines.slice(0, shown.length)).toEqual(shown);
    expect(lines.map((line) => line.n)).toEqual(Array.from(lines, (_, at) => at + 1));
    const interrupted = lines.filter((line) => line.stream === 'system');
    expect(interrupted.length).toBeGreaterThan(0);
    expect(await descendants()).toEqual([]);
  }, 240_000);
});

describe('what a killed engine left running', () => {
  it('Promise 7: is ended before its job is tried again, also when the command has cleared its environment', async () => {
    const pidFile = path.join(folder, 'pids');
    const file = path.join(folder, 'batch.toml');
    await writeFile(
      file,
      `[step.a]
type = "command"
run = "echo $$ >> ${pidFile}; exec env -i /bin/sleep 300"
`,
    );
    const pids = async () =>
      (await readFile(pidFile, 'utf8').catch(() => ''))
        .trim()
        .split('\n')
        .filter((pid) => pid !== '');
    const first = await EngineProcess.start(data);
    await runsheet(data, 'run', '--detach', file);
    while ((await pids()).length < 1 || !(await recorded())) await pause(20);
    await first.kill();
    const second = await EngineProcess.start(data);
    while ((await pids()).length < 2) await pause(20);
    const [dead, live] = await pids();
    expect(await isRunning(dead)).toBe(false);
    expect(await isRunning(live)).toBe(true);
    expect((await runsheet(data, 'cancel', 'r1')).code).toBe(0);
    expect(await isRunning(live)).toBe(false);
    await second.kill();
  });

  it.runIf(launcherInterpreter() !== null)(
    'leaves nothing running that hears a request to end: its launchers ask when it is gone',
    async () => {
      const file = path.join(folder, 'asked');
      const engine = await EngineProcess.start(data);
      // Nobody reads what it prints by then, and a shell says of its `sleep` that it was terminated.
      const script = `exec > /dev/null 2>&1; trap 'echo asked > "${file}"; exit' TERM; echo ready > "${file}"; while :; do sleep 0.01; done`;
      await runsheet(data, 'add', '--', 'sh', '-c', script);
      await fileHolds(file, 'ready\n');
      await engine.kill();
      // Nobody opens the folder again.
      await fileHolds(file, 'asked\n');
    },
  );
});

/** Waits until a file holds a text; the limit of the test is the limit. */
async function fileHolds(file: string, text: string): Promise<void> {
  while ((await readFile(file, 'utf8').catch(() => '')) !== text) await pause(10);
}

/** Whether the leader of the attempt is in the catalog: it is written right after the process has started. */
async function recorded(): Promise<boolean> {
  const store = Store.openForReading(data);
  const found = store === null ? [] : listProcesses(store);
  await store?.close();
  return found.length > 0;
}

async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}
