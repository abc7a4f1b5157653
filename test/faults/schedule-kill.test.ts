import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listSchedules, readDues } from '../../src-main/engine/storage/schedule-records';
import { Store } from '../../src-main/engine/storage/store';
import { EngineProcess, expectVerified, runsheet } from './engine-process';

const kills = 8;

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-schedule-kill-'));
  data = path.join(folder, 'data');
  await mkdir(path.join(folder, 'batches'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it(`a schedule whose engine is killed ${kills} times around its due times starts no due time twice and loses none`, async () => {
  await writeFile(
    path.join(folder, 'batches', 'beat.toml'),
    `schedule = "* * * * * *"\noverlap = "queue"\ncatch_up = "all"\n[step.a]\ntype = "command"\nrun = "echo $RUNSHEET_RUN >> runs.txt"\n`,
  );
  await runsheet(data, 'definitions', 'add', path.join(folder, 'batches'));
  for (let kill = 0; kill < kills; kill += 1) {
    const engine = await EngineProcess.start(data);
    // Just around a second: between the due time, the commit and the start of the run.
    await pause(2000 - (Date.now() % 1000) + (kill - 2) * 4);
    await engine.kill();
  }
  const store = Store.openForReading(data);
  const [state] = store === null ? [] : listSchedules(store);
  const records = store === null ? [] : readDues(store, state.number, 1000);
  await store?.close();
  const started = records.flatMap(({ run }) => (run === null ? [] : [run]));
  expect(started.length).toBeGreaterThanOrEqual(kills);
  expect(new Set(started).size).toBe(started.length);
  // Every run belongs to a due time, and every due time has its record.
  const { objects: runs } = await runsheet(data, 'list');
  expect(runs.map(({ id }) => id).sort()).toEqual(started.map((run) => `r${run}`).sort());
  const dues = records.map(({ due }) => due);
  expect(dues).toEqual(dues.map((_, index) => dues[0] - index * 1000));
  await expectVerified(data);
  const ran = (await readFile(path.join(folder, 'batches', 'runs.txt'), 'utf8')).trim().split('\n');
  expect(ran.length).toBeGreaterThan(0);
});
