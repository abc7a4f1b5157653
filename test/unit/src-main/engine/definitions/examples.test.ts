import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDefinitionForRun } from '../../../../../src-main/engine/definitions/check-for-run';
import { expandCommand } from '../../../../../src-main/engine/definitions/expand-command';
import { expandForEach } from '../../../../../src-main/engine/definitions/expand-for-each';
import { parseDefinitionFile } from '../../../../../src-main/engine/definitions/parse-definition';
import { isDefinitionFile } from '../../../../../src-main/engine/definitions/parse-text';
import type { CommandStep } from '../../../../../src-shared/definition';
import { messagesOf } from './parsing';

const root = resolve(import.meta.dirname, '../../../../..');
const folders = ['examples', 'resources/samples'];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => isDefinitionFile(name))
    .map((name) => `${folder}/${name}`),
);

async function load(file: string) {
  const result = await parseDefinitionFile(join(root, file));
  expect(messagesOf(result)).toEqual([]);
  if (!result.ok) throw new Error(`${file} is not good.`);
  return result;
}

describe('the definitions that come with Runsheet', () => {
  it('are in all three formats', () => {
    expect(new Set(files.map((file) => extname(file)))).toEqual(new Set(['.toml', '.yaml', '.json']));
  });

  it.each(files)('%s can be started', async (file) => {
    const result = await load(file);
    expect(result.warnings).toEqual([]);
    expect(await checkDefinitionForRun(result)).toEqual([]);
    expect(result.definition.description).not.toBe('');
  });

  it('name the schema that editors complete from', () => {
    for (const file of files) {
      const reference = /(?:#:schema |\$schema=|"\$schema": ")([^\s"]+)/.exec(
        readFileSync(join(root, file), 'utf8'),
      );
      expect(resolve(root, file, '..', reference?.[1] ?? '')).toBe(
        join(root, 'resources/definition.schema.json'),
      );
    }
  });

  it('the samples check their sums with the script of the example', () => {
    const text = (folder: string): string => readFileSync(join(root, folder, 'checksum-files.mjs'), 'utf8');
    expect(text('resources/samples')).toBe(text('examples'));
  });

  it('the generator makes the jobs that its descriptions speak of', async () => {
    const { definition } = await load('examples/generator.toml');
    expect(definition.steps).toMatchObject([
      { workerCount: 5, logCount: 50, failureRate: 0.1, seed: 1, onError: 'continue' },
      { workerCount: 3, logCount: 1200, logDelayMs: 5, seed: 2, onError: 'continue' },
      { workerCount: 2, logCount: 300, seed: 3, onError: 'continue' },
      { workerCount: 3, childCount: 2, recursionDepth: 2, seed: 4, onError: 'continue' },
    ]);
    expect((await load('resources/samples/generator.toml')).definition.steps).toEqual(definition.steps);
  });
});

interface Call {
  readonly level: string;
  readonly text: string;
}

describe.runIf(process.platform !== 'win32')('checksum-files', () => {
  let runDirectory = '';
  let calls: Call[] = [];

  beforeEach(() => {
    runDirectory = mkdtempSync(join(tmpdir(), 'runsheet-run-'));
    calls = [];
  });

  afterEach(() => {
    rmSync(runDirectory, { recursive: true, force: true });
    delete process.env['ROOT'];
  });

  /** Runs the first step for some files, one command each. */
  async function checksum(file: string, count: number): Promise<readonly string[]> {
    const { definition, directory } = await load(file);
    const step = definition.steps[0] as CommandStep;
    if (step.forEach === null || step.forEach.kind === 'command') throw new Error('The step has no files.');
    const { items } = await expandForEach(step.forEach, { directory });
    const some = items.slice(0, count);
    for (const [index, item] of some.entries()) {
      const command = expandCommand(step, { item, index, params: {}, directory, platform: process.platform });
      const env = { PATH: process.env['PATH'] ?? '', RUNSHEET_RUN_DIR: runDirectory, ...command.env };
      const { stdout, stderr, status } = spawnSync(command.file, command.args, { cwd: command.cwd, env });
      expect(stderr.toString()).toBe('');
      expect(stdout.toString()).toMatch(/^[0-9a-f]{64} {2}\S.*\n$/);
      expect(status).toBe(0);
    }
    return items;
  }

  /** Calls the script as a job does; answers with what it throws. */
  async function verify(folder: string): Promise<string | null> {
    const log = Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [
        level,
        (text: string) => calls.push({ level, text }),
      ]),
    );
    const job = { runDirectory, log, signal: new AbortController().signal, progress: () => undefined };
    const url = pathToFileURL(join(root, folder, 'checksum-files.mjs')).href;
    const { default: script } = (await import(/* @vite-ignore */ url)) as {
      default: (job: unknown) => Promise<void>;
    };
    try {
      await script(job);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('takes every .js file below node_modules, hidden ones too, and nothing else', async () => {
    const { definition, directory } = await load('examples/checksum-files.toml');
    const step = definition.steps[0] as CommandStep;
    if (step.forEach === null || step.forEach.kind === 'command') throw new Error('The step has no files.');
    const { items, unreadable } = await expandForEach(step.forEach, { directory });
    const { stdout } = spawnSync('find', ['../node_modules', '-name', '*.js', '-type', 'f'], {
      cwd: directory,
    });
    const found = stdout.toString().trim().split('\n');
    expect([...items].sort()).toEqual(found.sort());
    expect(unreadable).toEqual([]);
    expect(items.length).toBeGreaterThan(1000);
  });

  it('the sample takes 500 of them', async () => {
    expect(await checksum('resources/samples/checksum-files.toml', 3)).toHaveLength(500);
    expect(await verify('resources/samples')).toBe(null);
    expect(calls).toEqual([{ level: 'info', text: '3 sums are right' }]);
  });

  it('finds a sum that is wrong, and files that have none', async () => {
    const items = await checksum('examples/checksum-files.toml', 3);
    expect(await verify('examples')).toBe(null);
    const sums = join(runDirectory, 'sums');
    writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^[0-9a-f]{8}/, '00000000'));
    expect(await verify('examples')).toBe('1 of 3 sums are wrong, and 0 files have none');
    expect(calls.at(-1)?.text).toContain(`${items[0]}: the command said 00000000`);
    process.env['ROOT'] = '../node_modules';
    expect(await verify('examples')).toBe(`1 of 3 sums are wrong, and ${items.length - 3} files have none`);
  });

  it('understands names that the command had to write differently', async () => {
    const name = join(runDirectory, 'a\\b\nc.js');
    writeFileSync(name, 'x');
    const { stdout } = spawnSync('/bin/sh', ['-c', 'sha256sum "$0" || shasum -a 256 "$0"', name]);
    writeFileSync(join(runDirectory, 'sums'), stdout);
    expect(stdout.toString()).toMatch(/^\\/);
    expect(await verify('examples')).toBe(null);
  });
});
