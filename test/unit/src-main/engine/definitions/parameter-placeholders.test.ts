import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  expandCommand,
  forEachCommand,
  type CommandTemplate,
} from '../../../../../src-main/engine/definitions/expand-command';
import { expandForEach } from '../../../../../src-main/engine/definitions/expand-for-each';
import { fillForEach } from '../../../../../src-main/engine/definitions/fill-for-each';
import { absolutePaths } from '../../../../../src-main/engine/definitions/parameter-paths';
import { fillItem } from '../../../../../src-main/engine/definitions/placeholders';
import type { ForEach } from '../../../../../src-shared/definition';
import type { ParameterValues } from '../../../../../src-shared/parameter';

const step: CommandTemplate = { run: 'true', cwd: '.', env: {}, stdin: null, streams: 'separate' };
const directory = resolve('/defs');
const root = mkdtempSync(join(tmpdir(), 'runsheet-params-'));

afterAll(() => rmSync(root, { recursive: true, force: true }));

function withParams(params: ParameterValues) {
  return { item: null, index: null, params, directory, platform: process.platform };
}

/** Pieces that shells, globs, programs and templates take for something else. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '"',
          "'",
          '`',
          '\\',
          '$',
          '$(id)',
          '`id`',
          '${HOME}',
          '$HOME',
          '!',
          '!!',
          '*',
          '?',
          '[a]',
          '{a,b}',
        ],
        ...['\n', '\r\n', '\t', ' ', '  ', ';', '&&', '|', '>', '<', '#', '~', '-', '--', '-rf', '%s', '\\n'],
        ...['{{item}}', '{{{{', '{{params.x}}', '}}', 'ü', '日本', '👩‍💻', '\u202e', '\x1b[31m', 'a'],
      ),
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

describe.runIf(process.platform !== 'win32')('the value of a parameter in a shell command', () => {
  /** Bytes that a command prints. */
  function printed(command: ReturnType<typeof expandCommand>): string {
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', ...command.env };
    const { stdout, stderr, status } = spawnSync(command.file, command.args, { env, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return stdout;
  }

  it('arrives as one word, character by character, whatever it holds', () => {
    fc.assert(
      fc.property(nasty, nasty, (x, y) => {
        const run = 'printf "<%s>" {{params.x}} a{{params.y}}b "$(printf %s {{params.x}}.)"';
        const command = expandCommand({ ...step, run }, withParams({ x, y }));
        expect(command.args.join(' ')).not.toContain('{{params');
        // A substitution drops line breaks at its end: hence the dot.
        expect(printed(command)).toBe(`<${x}><a${y}b><${x}.>`);
      }),
      { numRuns: 150 },
    );
  });

  it('arrives in the command of for_each, too', () => {
    fc.assert(
      fc.property(nasty, (x) => {
        const forEach = { kind: 'command', command: 'printf %s {{params.x}}', limit: null } as const;
        expect(printed(forEachCommand(forEach, withParams({ x })))).toBe(x);
      }),
      { numRuns: 50 },
    );
  });

  it('is text without a quote more in an array, the environment, the folder and stdin', () => {
    fc.assert(
      fc.property(nasty, (x) => {
        const template = {
          ...step,
          run: ['prog', '{{params.x}}', '-n={{params.x}}'],
          env: { A: '{{params.x}}' },
          stdin: '{{params.x}}',
        };
        const command = expandCommand(template, withParams({ x }));
        expect(command.args).toEqual([x, `-n=${x}`]);
        expect(command.env).toEqual({ A: x });
        expect(command.stdin).toBe(x);
      }),
    );
  });

  it('is written as people write numbers and words, and empty text where there is none', () => {
    const params = { count: 2.5, big: 1e21, keep: false, none: '' };
    const run = 'printf "<%s>" {{params.count}} {{params.big}} {{params.keep}} {{params.none}}';
    expect(printed(expandCommand({ ...step, run }, withParams(params)))).toBe('<2.5><1e+21><false><>');
  });

  it('that is not there is refused: a script can spawn any command', () => {
    const run = 'echo {{params.widht}}';
    expect(() => expandCommand({ ...step, run }, withParams({ width: 3 }))).toThrow(
      'There is no parameter widht, which {{params.widht}} asks for.',
    );
    expect(() => expandCommand({ ...step, run: 'echo {{params.constructor}}' }, withParams({}))).toThrow();
  });
});

describe('the value of a parameter in for_each', () => {
  const filled = (forEach: ForEach, params: ParameterValues): ForEach =>
    fillForEach(forEach, { ...withParams(params), platform: 'linux' });
  const glob = (...patterns: string[]): ForEach => ({
    kind: 'glob',
    patterns,
    hidden: false,
    absolute: false,
    limit: null,
  });

  it.runIf(process.platform !== 'win32')(
    'is the name of a folder in a pattern, never a pattern',
    async () => {
      const names = [
        ...[
          'a[1]',
          '(x)',
          '{a,b}',
          '!no',
          'a*b',
          'q?',
          '+(a)',
          '@(b)',
          '^x$',
          'a|b',
          'a,b',
          "it's",
          '"q"',
          'b\\c',
        ],
        ...[
          'b\\*c',
          '-dash',
          ' sp ',
          'ünï😀',
          '.hid',
          'a\nb',
          '#h',
          '~t',
          'a\\',
          'x\\[y',
          '..a',
          '[!x]',
          '**',
          '$(id)',
        ],
      ];
      for (const name of names) {
        mkdirSync(join(root, name));
        writeFileSync(join(root, name, 'f.txt'), '');
      }
      for (const name of names) {
        for (const end of ['', '/']) {
          const forEach = filled(glob('{{params.folder}}/*.txt'), { folder: `${join(root, name)}${end}` });
          if (forEach.kind === 'command') throw new Error('It was a glob.');
          const { items } = await expandForEach(forEach, { directory });
          expect(items).toEqual([join(root, name, 'f.txt')]);
        }
      }
    },
  );

  it('has slashes in a pattern on Windows', () => {
    const context = { ...withParams({ folder: 'C:\\My (x)\\' }), platform: 'win32' } as const;
    expect(fillForEach(glob('{{params.folder}}/*.txt'), context)).toEqual(glob('C:/My \\(x\\)/*.txt'));
  });

  it('is text in the path of lines, and in items, where nothing else is a placeholder', () => {
    const lines = { kind: 'lines', file: '{{params.x}}/a', limit: null } as const;
    expect(filled(lines, { x: 'b c' })).toEqual({ ...lines, file: 'b c/a' });
    const list = (...items: string[]): ForEach => ({ kind: 'list', items, limit: 2 });
    expect(
      filled(list('{{params.x}}-{{item}}', '{{{{params.x}} {{{{item}}', '{{y}}'), { x: '{{item}}' }),
    ).toEqual(list('{{item}}-{{item}}', '{{params.x}} {{{{item}}', '{{y}}'));
    expect(fillItem('', withParams({}), 'linux')).toBe('');
  });

  it('must be there: an empty one could look through the whole disk', () => {
    const sentence = 'The for_each has {{params.x}} in glob, and it has no value.';
    expect(() => filled(glob('{{params.x}}/**'), { x: '' })).toThrow(sentence);
    expect(() => filled({ kind: 'lines', file: '{{params.x}}', limit: null }, { x: ' ' })).toThrow(
      'in lines',
    );
  });
});

describe('the path of a parameter', () => {
  const path = (name: string) =>
    ({ name, label: name, help: '', type: 'path', required: false, default: null }) as const;

  it('is absolute: relative to a folder, or to the home folder', () => {
    const values = { a: 'x/../y', b: '~/z', c: '', d: resolve('/q/'), e: '~user', f: '~' };
    const names = Object.keys(values);
    expect(absolutePaths(names.map(path), values, directory)).toEqual({
      a: resolve('/defs/y'),
      b: join(homedir(), 'z'),
      c: '',
      d: resolve('/q'),
      e: resolve('/defs/~user'),
      f: join(homedir()),
    });
  });

  it('leaves values of other types alone', () => {
    expect(absolutePaths([path('a')], { a: 'x', b: 'x', n: 3 }, directory)).toEqual({
      a: resolve('/defs/x'),
      b: 'x',
      n: 3,
    });
  });
});
