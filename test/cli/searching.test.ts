import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

const definition = `
[step.count]
type = "command"
run = "seq 1 3000"
[step.colours]
type = "command"
depends = []
run = ["printf", "w\\u001b[31mar\\u001b[0mning 7\\nplain\\n"]
`;

async function numbers(...words: string[]): Promise<number[]> {
  return (await sandbox.json('logs', ...words)).map((line) => line.n);
}

test('logs --search prints the lines that a pattern finds, with their numbers, as the other filters do', async () => {
  await sandbox.run('run', sandbox.define('search.toml', definition));
  const lines = await sandbox.json('logs', 'r1');
  const matching = lines.filter(({ text }) => /^\d*99\d$/.test(text));
  expect(matching.length).toBe(30);
  const search = ['--search', String.raw`^\d*99\d$`];
  expect(await sandbox.json('logs', 'r1', ...search)).toEqual(matching);
  const found = matching.map(({ n }) => n);
  expect(await numbers('r1', ...search, '--limit', '4')).toEqual(found.slice(0, 4));
  expect(await numbers('r1', ...search, '--tail', '4')).toEqual(found.slice(-4));
  expect(await numbers('r1', ...search, '--tail', '4', '--limit', '1')).toEqual(found.slice(-4, -3));
  expect(await numbers('r1', ...search, '--from', String(found[10]))).toEqual(found.slice(10));
  expect(await numbers('r1', ...search, '--from', String(found[10] + 1), '--tail', '100')).toEqual(
    found.slice(11),
  );
  expect(await numbers('r1', ...search, '--no-children')).toEqual([]);
  expect(await numbers('r1', ...search, '--level', 'error')).toEqual([]);
  expect(await numbers('r1', ...search, '-f')).toEqual(found);
  expect(await numbers('r1', '--from', '99999', ...search)).toEqual([]);
  // Of one step, with the numbers that its lines have there.
  const jobs = await sandbox.json('jobs', 'r1');
  const step = jobs.find(({ name }) => name === 'count');
  const ofStep = (await sandbox.json('logs', step?.id ?? '')).filter(({ text }) => /^\d*99\d$/.test(text));
  expect(await sandbox.json('logs', step?.id ?? '', ...search)).toEqual(ofStep);
  expect(await sandbox.json('logs', 'r1', '--search', 'warning')).toMatchObject([
    { text: expect.stringContaining('ning 7') },
  ]);
});

test('a pattern that cannot be read is one sentence that says where', async () => {
  await sandbox.run('run', sandbox.define('search.toml', definition));
  const { code, stdout, stderr } = await sandbox.run('logs', 'r1', '--search', 'a(b', '--json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(parseLines(stderr)).toMatchObject([
    {
      error: {
        code: 'bad-input',
        message: 'The pattern cannot be read after character 3: unterminated group.',
      },
    },
  ]);
});
