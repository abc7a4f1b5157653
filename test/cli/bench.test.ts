import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLines } from './command';

const root = path.resolve(import.meta.dirname, '../..');
const names = readdirSync(path.join(root, 'bench'))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));

/** Long enough for a machine that has other things to do. */
const timeout = 300_000;

describe('npm run bench', () => {
  test.each(names)(
    '%s runs small and without peers, and prints one object that says what it measured',
    async (name) => {
      const { code, stdout, stderr } = await bench(name, '--small', '--no-peers', '--json');
      expect(code, stderr).toBe(0);
      const [result, ...more] = parseLines(stdout);
      expect(more).toEqual([]);
      expect(result).toMatchObject({ name, peers: {}, ratio: {} });
      for (const figure of [result, ...(result.more ?? [])]) {
        expect(figure.metric).toEqual(expect.any(String));
        expect(figure.unit).toEqual(expect.any(String));
        expect(figure.value).toBeGreaterThan(0);
        expect(figure.runs.length).toBeGreaterThan(0);
      }
      expect(result.machine).toMatchObject({ cores: expect.any(Number), node: process.versions.node });
      expect(result).toHaveProperty('commit');
    },
    timeout,
  );

  test('a benchmark or an option that is not there is one sentence that says what is', async () => {
    expect(await bench('quue')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^There is no benchmark "quue"; there are .*queue.*\.\n$/),
    });
    expect(await bench('queue', '--smal')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: '"--smal" is no option of a benchmark; there are --json, --small, --no-peers.\n',
    });
    expect(await bench()).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a benchmark') });
  });

  test(
    'a peer that cannot be had ends it with its name and without a number',
    async () => {
      // Nothing is installed for root or anybody else: there is no program to be found, and none to install one.
      const ended = await bench('queue', '--small', '--json', { PATH: '' });
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(/^The peer bullmq cannot be had: .*--no-peers measures without any\.\n$/);
    },
    timeout,
  );
});

async function bench(
  ...words: (string | Record<string, string>)[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const args = words.filter((word) => typeof word === 'string');
  const env = Object.assign({}, process.env, ...words.filter((word) => typeof word !== 'string'));
  const program = path.join(root, 'scripts/bench.mjs');
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  }
  await once(child, 'close');
  return { code: child.exitCode, ...printed };
}
