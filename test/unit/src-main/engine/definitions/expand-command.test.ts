import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  expandCommand,
  expandScript,
  forEachCommand,
  type CommandTemplate,
  type ExpansionContext,
} from '../../../../../src-main/engine/definitions/expand-command';
import { RunsheetError } from '../../../../../src-shared/errors';

const step: CommandTemplate = { run: 'true', cwd: '.', env: {}, stdin: null, streams: 'separate' };
const context: ExpansionContext = {
  item: "a b's.txt",
  index: 4,
  params: { name: "x y's", count: 3, empty: '' },
  directory: resolve('/defs'),
  platform: 'linux',
};

/** What was thrown, as the sentence people see. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RunsheetError);
    expect((error as RunsheetError).code).toBe('bad-input');
    return (error as RunsheetError).message;
  }
  return 'nothing was thrown';
}

describe('the command of a job', () => {
  it('goes to the shell with its values in the environment', () => {
    expect(
      expandCommand(
        {
          ...step,
          run: 'wc -c {{item}} # {{index}}\n',
          cwd: 'work/{{index}}',
          env: { NAME: '{{item.stem}}-{{index}}', LANG: 'C' },
          stdin: '{{item}}\n',
          streams: 'merged',
        },
        context,
      ),
    ).toEqual({
      file: '/bin/sh',
      args: ['-c', 'wc -c "${RUNSHEET_VALUE_1}" # {{index}}\n'],
      verbatim: false,
      env: { NAME: "a b's-4", LANG: 'C', RUNSHEET_VALUE_1: "a b's.txt" },
      cwd: resolve('/defs/work/4'),
      stdin: "a b's.txt\n",
      merged: true,
      display: "wc -c 'a b'\\''s.txt' # 4",
    });
  });

  it('is run as it stands when it is an array', () => {
    const expanded = expandCommand({ ...step, run: ['wc', '-c', '--x={{item}}', '$HOME', ''] }, context);
    expect(expanded).toMatchObject({
      file: 'wc',
      args: ['-c', "--x=a b's.txt", '$HOME', ''],
      verbatim: false,
      env: {},
      cwd: resolve('/defs'),
      display: "wc -c '--x=a b'\\''s.txt' '$HOME' ''",
    });
  });

  it('goes to cmd.exe on Windows, with delayed expansion only where there are values', () => {
    const windows = { ...context, item: 'C:\\x y.txt', platform: 'win32' } as const;
    expect(expandCommand({ ...step, run: 'type {{item}}' }, windows)).toMatchObject({
      file: 'cmd.exe',
      args: ['/d', '/s', '/v:on', '/c', '"type "!RUNSHEET_VALUE_1!""'],
      verbatim: true,
      env: { RUNSHEET_VALUE_1: 'C:\\x y.txt' },
      display: 'type "C:\\x y.txt"',
    });
    expect(expandCommand({ ...step, run: 'echo hello!' }, windows).args).toEqual([
      '/d',
      '/s',
      '/c',
      '"echo hello!"',
    ]);
  });

  it('has braces where two pairs of them were written', () => {
    const { args } = expandCommand({ ...step, run: 'echo {{{{item}} {{.Names}}' }, context);
    expect(args).toEqual(['-c', 'echo {{item}} {{.Names}}']);
  });

  it.each([
    ['a\0b', 'linux', 'it has a NUL character'],
    ['\ud800', 'linux', 'it is not valid Unicode'],
    ['x'.repeat(131_001), 'linux', 'it is longer than 131,000 bytes'],
    ['a\nb', 'win32', 'it has a line break, which cmd.exe cannot carry'],
    ['a"b', 'win32', 'it has a double quote, which cmd.exe cannot carry'],
    ['C:\\dir\\', 'win32', 'it ends with "\\", which would take the quote behind it along'],
    ['x'.repeat(8001), 'win32', 'it is longer than 8,000 characters'],
  ] as const)('is refused when the shell cannot carry the value: %j on %s', (item, platform, reason) => {
    const message = refusal(() =>
      expandCommand({ ...step, run: 'echo {{item}}' }, { ...context, item, platform }),
    );
    expect(message).toContain(`cannot be handed to a command: ${reason}.`);
    expect(message.length).toBeLessThan(200);
  });

  it('is refused when cmd.exe would expand a value behind a pipe', () => {
    const windows = { ...context, item: '%PATH%', platform: 'win32' } as const;
    expect(refusal(() => expandCommand({ ...step, run: 'echo {{item}} | more' }, windows))).toContain('"%"');
    expect(expandCommand({ ...step, run: 'echo {{item}}' }, windows).env).toEqual({
      RUNSHEET_VALUE_1: '%PATH%',
    });
  });

  it('is refused when a word, the environment or the folder would have a NUL character', () => {
    const nul = { ...context, item: 'a\0b' };
    expect(refusal(() => expandCommand({ ...step, run: ['x', '{{item}}'] }, nul))).toContain('NUL');
    expect(refusal(() => expandCommand({ ...step, env: { A: '{{item}}' } }, nul))).toContain('NUL');
    expect(refusal(() => expandCommand({ ...step, cwd: '{{item}}' }, nul))).toContain('NUL');
  });

  it('carries line breaks and quotes in an array on every platform', () => {
    const item = 'a\n"b"\\';
    const { args } = expandCommand(
      { ...step, run: ['x', '{{item}}'] },
      { ...context, item, platform: 'win32' },
    );
    expect(args).toEqual([item]);
  });

  it.runIf(process.platform !== 'win32')('prints the longest value that it takes', () => {
    const item = 'ä'.repeat(65_500);
    const { file, args, env } = expandCommand({ ...step, run: 'printf %s {{item}}' }, { ...context, item });
    const { stdout, status } = spawnSync(file, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
    expect(status).toBe(0);
    expect(stdout.toString()).toBe(item);
  });
});

describe('the script of a job', () => {
  it('is found from the folder of the definition, with its environment filled in', () => {
    expect(expandScript({ module: './a.mjs', env: { ITEM: '{{item.name}}' } }, context)).toEqual({
      module: resolve('/defs/a.mjs'),
      env: { ITEM: "a b's.txt" },
    });
  });
});

describe('the command of for_each', () => {
  it('runs in the folder of the definition', () => {
    const options = { params: { ref: 'a b' }, directory: resolve('/defs'), platform: 'linux' } as const;
    expect(forEachCommand({ kind: 'command', command: 'git ls-files', limit: null }, options)).toMatchObject({
      file: '/bin/sh',
      args: ['-c', 'git ls-files'],
      cwd: resolve('/defs'),
      env: {},
      display: 'git ls-files',
    });
    expect(
      forEachCommand({ kind: 'command', command: ['git', 'ls-files'], limit: null }, options),
    ).toMatchObject({
      file: 'git',
      args: ['ls-files'],
    });
  });
});
