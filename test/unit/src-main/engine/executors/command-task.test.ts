import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, linesOf, shell, starters, TestPool } from './test-pool';

describe.each(starters)('command, started by $name', ({ launcher }) => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start({ launcher });
  });
  afterAll(() => t.stop());

  it('prints lines on both streams, each tagged, and ends with its exit code', async () => {
    const task = t.run(shell('echo one; echo two >&2; printf "WARN: rest"; exit 0'));
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: 0, signal: null, error: null });
    expect(linesOf(task).sort()).toEqual(['err: two', 'out: WARN: rest', 'out: one']);
    expect(task.lines.find((line) => line.text === 'WARN: rest')?.level).toBe('warn');
  });

  it('stderr is a stream and not a level', async () => {
    const task = t.run(shell('echo progress >&2'));
    await task.ended;
    expect(task.lines).toMatchObject([{ stream: 'err', level: 'info' }]);
  });

  it.each([
    ['exit 3', { outcome: 'failed', exitCode: 3, signal: null, error: 'Exit code 3' }],
    ['kill -SEGV $$', { outcome: 'failed', exitCode: null, signal: 'SIGSEGV', error: 'Ended by SIGSEGV' }],
    ['kill -KILL $$', { outcome: 'failed', exitCode: null, signal: 'SIGKILL', error: 'Ended by SIGKILL' }],
  ])('says how it failed: %s', async (script, end) => {
    expect(await t.run(shell(script)).ended).toMatchObject(end);
  });

  it('Promise 3: lines of one stream keep their order, and come before the end', async () => {
    const count = 20_000;
    const task = t.run(shell(`i=0; while [ $i -lt ${count} ]; do i=$((i+1)); echo "line $i"; done`));
    const end = await task.ended;
    expect(task.lines.map((line) => line.text)).toEqual(
      Array.from({ length: count }, (_, at) => `line ${at + 1}`),
    );
    expect(task.lines.at(-1)?.ticket).toBeLessThan(end.ticket);
    for (let at = 1; at < task.lines.length; at++) {
      expect(task.lines[at].ticket).toBeGreaterThanOrEqual(task.lines[at - 1].ticket);
      expect(task.lines[at].time).toBeGreaterThanOrEqual(task.lines[at - 1].time);
    }
  });

  it('Promise 3: merged streams share one pipe and keep the true order', async () => {
    const script = 'i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo "out $i"; echo "err $i" >&2; done';
    const task = t.run(shell(script, { merged: true }));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    const expected = Array.from({ length: 500 }, (_, at) => [
      `out: out ${at + 1}`,
      `out: err ${at + 1}`,
    ]).flat();
    expect(linesOf(task)).toEqual(expected);
  });

  it('merged: arguments reach the command as they stand', async () => {
    const args = ['', ' a  b ', '$(echo no)', '"quoted"', "it's", '*', 'new\nline', '-n', '`x`', '\\'];
    const source = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const task = t.run(command([process.execPath, '-e', source, '--', ...args], { merged: true }));
    await task.ended;
    expect(JSON.parse(task.lines[0].text)).toEqual(args);
  });

  it('merged: exit codes and signals are those of the command', async () => {
    expect(await t.run(shell('exit 7', { merged: true })).ended).toMatchObject({
      exitCode: 7,
      error: 'Exit code 7',
    });
    expect(await t.run(shell('kill -SEGV $$', { merged: true })).ended).toMatchObject({ signal: 'SIGSEGV' });
  });

  it('has the environment it was given, the mark, and nothing else', async () => {
    for (const merged of [false, true]) {
      const task = t.run(command(['/usr/bin/env'], { env: { A: 'b c', Z: 'ä' }, merged }));
      await task.ended;
      const names = task.lines
        .map((line) => line.text.split('=')[0])
        .filter((name) => !['PWD', '_', 'SHLVL'].includes(name));
      expect(names.sort()).toEqual(['A', 'RUNSHEET_ATTEMPT', 'Z']);
      expect(task.lines.map((line) => line.text)).toContain(`RUNSHEET_ATTEMPT=${task.mark}`);
    }
  });

  it('without stdin, a prompt ends instead of hanging', async () => {
    const task = t.run(shell('if read answer; then echo "got $answer"; else echo "nothing"; fi'));
    await task.ended;
    expect(linesOf(task)).toEqual(['out: nothing']);
  });

  it('hands stdin over, also a large one, and does not mind a command that does not read it', async () => {
    const task = t.run(shell('cat', { stdin: { kind: 'text', text: 'yes\nno\n' } }));
    await task.ended;
    expect(linesOf(task)).toEqual(['out: yes', 'out: no']);

    const large = t.run(shell('wc -c', { stdin: { kind: 'text', text: 'x'.repeat(3_000_000) } }));
    await large.ended;
    expect(large.lines[0].text.trim()).toBe('3000000');

    const deaf = t.run(shell('exit 0', { stdin: { kind: 'text', text: 'x'.repeat(3_000_000) } }));
    expect(await deaf.ended).toMatchObject({ outcome: 'completed' });
  });

  it.each([false, true])('says in one sentence why it could not start (merged: %s)', async (merged) => {
    const file = join(t.folder, 'file');
    const noInterpreter = join(t.folder, 'no-interpreter');
    await writeFile(file, 'text');
    await writeFile(noInterpreter, '#!/no/such/interpreter\n');
    await chmod(noInterpreter, 0o755);
    await mkdir(join(t.folder, 'folder'), { recursive: true });
    const errorOf = async (words: readonly string[], cwd?: string): Promise<string | null> => {
      const task = t.run(command(words, { merged, ...(cwd === undefined ? {} : { cwd }) }));
      const end = await task.ended;
      expect(end).toMatchObject({ outcome: 'failed', exitCode: null });
      expect(task.lines).toEqual([]);
      return end.error;
    };
    expect(await errorOf(['no-such-command'])).toBe('Command not found: no-such-command');
    expect(await errorOf(['/no/such/command'])).toBe('Command not found: /no/such/command');
    expect(await errorOf(['true'], '/no/such/folder')).toBe('Working folder does not exist: /no/such/folder');
    expect(await errorOf(['true'], file)).toBe(`Working folder is not a folder: ${file}`);
    expect(await errorOf([file])).toBe(`Not allowed to run: ${file}`);
    expect(await errorOf(['true', 'a\0b'])).toBe('The command contains a zero byte');
    expect(await errorOf(['true', 'x'.repeat(3_000_000)])).toBe(
      'The command is too long for this system: true',
    );
    if (!merged) {
      expect(await errorOf([noInterpreter])).toBe(
        `Cannot run ${noInterpreter}: the interpreter named in its first line does not exist`,
      );
    }
  });

  it('Promise 9: a command that prints without end neither freezes nor is lost, while the disk takes nothing', async () => {
    t.commitsAtOnce = false;
    const count = 300_000;
    const line = 'x'.repeat(80);
    const before = t.batches.length;
    const task = t.run(shell(`yes ${line} | head -n ${count}`));
    await t.until(() => t.batches.length >= before + 8);
    const stuck = t.batches.length;
    const other = t.run(shell('echo other'));
    await other.started;
    // More than batches on the way: nothing was posted, and nothing ended.
    expect(t.batches.length).toBe(stuck);
    t.commitsAtOnce = true;
    t.commit();
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    await other.ended;
    expect(task.lines.length).toBe(count);
    expect(task.lines.every(({ text }) => text === line)).toBe(true);
    expect(linesOf(other)).toEqual(['out: other']);
  });

  it('runs a file without a #! line by the shell, found along the PATH of the job', async () => {
    const bin = join(t.folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'greet'), 'echo "hello $1"\n');
    await chmod(join(bin, 'greet'), 0o755);
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    const task = t.run(command(['greet', 'you  there'], { env }));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)).toEqual(['out: hello you  there']);
    // The next one has the PATH of its own.
    expect(await t.run(command(['greet'])).ended).toMatchObject({ error: 'Command not found: greet' });
  });

  it('runs many at once', async () => {
    const tasks = t.runAll(Array.from({ length: 50 }, (_, at) => shell(`echo ${at}; exit ${at % 3}`)));
    const ends = await Promise.all(tasks.map((task) => task.ended));
    expect(ends.map((end) => end.exitCode)).toEqual(tasks.map((_, at) => at % 3));
    expect(tasks.map((task) => linesOf(task))).toEqual(tasks.map((_, at) => [`out: ${at}`]));
  });
});
