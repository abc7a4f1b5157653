import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

const reader = ['sh', '-c', 'echo ready; while read -r line; do echo "got $line"; done; echo over'];

test('what is sent reaches a command that was added with its stdin open', async () => {
  const waiting = sandbox.start('add', '--stdin', '--wait', '--', ...reader);
  expect(await waiting.line()).toBe('r1.1');
  await logged('ready');
  expect(await sandbox.run('send', 'r1.1', 'a "b"  $c')).toEqual({ code: 0, stdout: '', stderr: '' });
  await logged('got a "b"  $c');
  expect(await sandbox.json('send', 'r1.1', '--eof', 'last')).toEqual([{ id: 'r1.1', closed: true }]);
  expect((await waiting.ended).code).toBe(0);
  expect((await sandbox.json('logs', 'r1')).map(({ text }) => text)).toEqual([
    'ready',
    'got a "b"  $c',
    'got last',
    'over',
  ]);
  expect((await sandbox.run('send', 'r1.1', 'late')).code).toBe(2);
});

test('without a text, what comes on stdin is sent as it stands', async () => {
  sandbox.define('read.toml', '[step.read]\ntype = "command"\nrun = "wc -lc"\nstdin = { open = true }\n');
  const run = sandbox.start('run', 'read.toml');
  await running('r1.2');
  const send = sandbox.pipe('ü\n'.repeat(100_000), 'send', 'r1.2', '--eof');
  expect(await send.ended).toMatchObject({ code: 0, stderr: '' });
  expect((await run.ended).code).toBe(0);
  const [{ text }] = await sandbox.json('logs', 'r1');
  expect(String(text).trim().split(/\s+/)).toEqual(['100000', '300000']);
});

test('who cannot be sent anything says why and what to do', async () => {
  expect((await sandbox.run('send', 'r1.1', 'x')).code).toBe(2);
  await sandbox.run('add', '--', 'sleep', '60');
  expect((await sandbox.run('send', 'r1.1', 'x')).stderr).toContain(
    'Nothing executes this folder, so no command is running.',
  );
  const serve = sandbox.start('serve');
  await running('r1.1');
  const closed = await sandbox.run('send', 'r1.1', 'x');
  expect(closed).toMatchObject({ code: 2, stdout: '' });
  expect(closed.stderr).toContain('The standard input of r1.1 is closed.');
  expect(closed.stderr).toContain('runsheet add --stdin');
  expect((await sandbox.run('send', 'r1', 'x')).stderr).toContain(
    'r1 is a run: only a job can be sent something.',
  );
  await sandbox.run('cancel', 'r1');
  expect((await sandbox.run('send', 'r1.1', 'x')).stderr).toContain(
    'r1.1 is not running (cancelled), so nothing can be sent to it.',
  );
  serve.signal('SIGTERM');
  await serve.ended;
});

/** Resolves when a line is in the log of the first run. */
async function logged(line: string): Promise<void> {
  while (!(await sandbox.run('logs', 'r1')).stdout.includes(line));
}

/** Resolves when a job runs. */
async function running(id: string): Promise<void> {
  for (;;) {
    const [job] = await sandbox.json('show', id);
    if (job?.status === 'running') return;
  }
}
