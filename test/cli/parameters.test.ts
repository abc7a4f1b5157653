import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseLines } from './command';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

const examples = path.resolve(import.meta.dirname, '../../examples');

const definition = `
[params.folder]
type = "path"
label = "Photo folder"
required = true
[params.size]
type = "number"
required = true
min = 64
[params.word]
type = "string"
[step.show]
type = "command"
run = ["printf", "%s|%s|%s", "{{params.folder}}", "{{params.size}}", "{{params.word}}"]
`;

async function texts(id: string): Promise<string[]> {
  return (await sandbox.json('logs', id)).map(({ text }) => text as string);
}

describe('--param', () => {
  test('gives values; a path is relative to the folder one is in', async () => {
    mkdirSync(path.join(sandbox.folder, 'sub'));
    writeFileSync(path.join(sandbox.folder, 'sub', 'ask.toml'), definition);
    const word = 'a=b "c" $(id)';
    const given = ['--param', 'folder=photos/..', '--param=size=1e2', '--param', `word=${word}`];
    const { code, stderr } = await sandbox.run('run', 'sub/ask.toml', ...given, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await texts('r1')).toEqual([`${sandbox.folder}|100|${word}`]);
    const [{ input }] = await sandbox.json('show', 'r1');
    expect(input.params).toEqual({ folder: sandbox.folder, size: 100, word });
    const { stdout } = await sandbox.run('show', 'r1');
    expect(stdout).toMatch(/^params\.folder +\//m);
    expect(stdout).toContain(`params.word    ${word}\n`);
  });

  test('Promise 10: what is missing or wrong is said with its label and how to give it; nothing is started', async () => {
    const file = sandbox.define('ask.toml', definition);
    const none = await sandbox.run('run', file);
    expect(none).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'runsheet: The parameter folder (Photo folder) must be given. The parameter size must be given.\n' +
        'Write: runsheet run ask.toml --param folder=PATH --param size=NUMBER\n',
    });
    const wrong = await sandbox.run('run', file, '--json', '--param', 'size=3', '--param', 'fodler=x');
    expect(wrong.code).toBe(2);
    expect(parseLines(wrong.stderr)[0].error).toEqual({
      code: 'bad-input',
      message:
        'The parameter folder (Photo folder) must be given. The parameter size must be 64 or more, not 3. There is no parameter "fodler"; did you mean folder?',
      hint: 'Write: runsheet run ask.toml --param folder=PATH',
    });
    const sentences = [
      [['--param', 'size'], '--param must be NAME=VALUE, not "size".'],
      [['--param', '=3'], '--param must be NAME=VALUE, not "=3".'],
      [['--param', 'size=70', '--param', 'size=80'], 'The parameter size is given twice.'],
    ] as const;
    for (const [given, sentence] of sentences) {
      const { code, stderr } = await sandbox.run('run', file, ...given);
      expect([code, stderr]).toEqual([2, `runsheet: ${sentence}\n`]);
    }
    expect(sandbox.hasData).toBe(false);
  });
});

test('examples/find-text.toml finds a text in the files of a folder', async () => {
  const notes = path.join(sandbox.folder, 'notes (old)');
  mkdirSync(path.join(notes, 'deep'), { recursive: true });
  writeFileSync(path.join(notes, 'a.md'), 'Buy milk\nnothing\nMILK again\n');
  writeFileSync(path.join(notes, 'deep', 'b.md'), 'no\n');
  writeFileSync(path.join(notes, 'c.txt'), 'milk\n');
  const file = path.join(examples, 'find-text.toml');
  const first = ['--param', 'folder=notes (old)', '--param', 'text=milk', '--param', 'most=1'];
  expect((await sandbox.run('run', file, ...first)).code).toBe(0);
  const a = path.join(notes, 'a.md');
  expect(await texts('r1')).toEqual([`${a}:1: Buy milk`, `${a}: 1 more lines have it`]);
  const second = ['--param', 'folder=notes (old)', '--param', 'text=MILK', '--param', 'exact=yes'];
  expect((await sandbox.run('run', file, ...second)).code).toBe(0);
  expect(await texts('r2')).toEqual([`${a}:3: MILK again`]);
});
