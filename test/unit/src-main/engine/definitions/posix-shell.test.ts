import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../../../../src-main/engine/definitions/placeholders';
import { compilePosixCommand } from '../../../../../src-main/engine/definitions/posix-shell';

const onPosix = process.platform !== 'win32';
/** Every shell that may be `/bin/sh` somewhere and is here; each is started under that name, as systems do. */
const shells = [
  ...new Set(
    ['/bin/sh', '/bin/dash', '/bin/bash']
      .filter((path) => existsSync(path))
      .map((path) => realpathSync(path)),
  ),
];

function compile(template: string) {
  return compilePosixCommand(readTemplate(template).parts);
}

function faultsOf(template: string): readonly string[] {
  return compile(template).faults.map((fault) => fault.says);
}

/** Prints its arguments, each between marks that a shell cannot make by accident. */
const show = `printf '<%s>'`;

function run(shell: string, template: string, item: string): string {
  const { script, variables, faults } = compile(template);
  expect(faults).toEqual([]);
  const env = Object.fromEntries(variables.map(({ name }) => [name, item]));
  const result = spawnSync(shell, ['-c', script], {
    argv0: 'sh',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  expect(result.stderr.toString()).toBe('');
  return result.stdout.toString();
}

describe('a placeholder in a shell command', () => {
  it('becomes a variable in quotes, one for each different placeholder', () => {
    expect(compile('convert {{item}} -resize 50% out/{{ item.stem }}.png && echo {{item}}')).toEqual({
      script:
        'convert "${RUNSHEET_VALUE_1}" -resize 50% out/"${RUNSHEET_VALUE_2}".png && echo "${RUNSHEET_VALUE_1}"',
      variables: [
        { name: 'RUNSHEET_VALUE_1', placeholder: 'item' },
        { name: 'RUNSHEET_VALUE_2', placeholder: 'item.stem' },
      ],
      faults: [],
    });
  });

  it.each([
    ['echo "{{item}}"', 'Write {{item}} without quotes; Runsheet quotes the value itself.'],
    ["cp a 'out/{{item}}.png'", 'Write out/{{item}}.png without quotes; Runsheet quotes the value itself.'],
    [
      'echo "a b {{item}}"',
      'Close the quotes before it, as in "some text "{{item}}; Runsheet quotes the value itself.',
    ],
    ["echo $'{{item}}'", 'Write {{item}} without quotes; Runsheet quotes the value itself.'],
    ['echo $"{{item}}"', 'Write {{item}} without quotes; Runsheet quotes the value itself.'],
    [
      `sh -c 'echo {{item}}'`,
      'Close the quotes before it, as in "some text "{{item}}; Runsheet quotes the value itself.',
    ],
    [
      'echo "\\"{{item}}"',
      'Close the quotes before it, as in "some text "{{item}}; Runsheet quotes the value itself.',
    ],
    [
      'echo "$(date) {{item}}"',
      'Close the quotes before it, as in "some text "{{item}}; Runsheet quotes the value itself.',
    ],
  ])('is an error inside quotes, with a hint: %s', (template, hint) => {
    expect(compile(template).faults).toEqual([{ says: 'has {{item}} inside quotes', hint }]);
  });

  it.each([
    ['echo `echo "a" {{item}}`', []],
    ['echo "`cat {{item}}`"', ['has {{item}} in backquotes inside quotes']],
    ['echo "$(cat {{item}})"', []],
    ['echo "$(cat "{{item}}")"', ['has {{item}} inside quotes']],
    ['echo "$(cat \'x\' {{item}})" {{item}}', []],
    ['echo "a" b"c"{{item}}', []],
    ["echo it\\'s {{item}}", []],
    ['echo \\{{item}}', ['has "\\" right before {{item}}']],
    ['echo "a\\\\"{{item}}', []],
    ['echo ${{item}}', ['has "$" right before {{item}}']],
    ['echo ${X:-{{item}}}', ['has {{item}} inside ${…}']],
    ['echo "${X:-{{item}}}"', ['has {{item}} inside ${…}']],
    ['echo $(( {{index}} + 1 ))', []],
    ['echo $(( {{item}} + 1 ))', ['has {{item}} in arithmetic, where a shell may run it']],
    ['echo $((1+(2)*3)) {{item}}', []],
    ['echo a#b"{{item}}"', ['has {{item}} inside quotes']],
    ['echo a # it\'s "{{item}}"\necho {{item}}', []],
    ["echo $# {{item}} # '", []],
    ['cat <<EOF\nit\'s {{item}} "\nEOF\necho {{item}}', []],
    ["cat <<'EOF'\n{{item}}\nEOF", ['has {{item}} in a here-document whose end mark is in quotes']],
    ['cat <<\\EOF\n{{item}}\nEOF', ['has {{item}} in a here-document whose end mark is in quotes']],
    ["cat <<-EOF\n\tit's\n\tEOF\necho '{{item}}'", ['has {{item}} inside quotes']],
    ["cat <<A <<B\n'\nA\n'\nB\necho {{item}}", []],
    ['cat <<{{item}}\nx\n', ['has {{item}} as the end mark of a here-document']],
    ['cat <<<{{item}}', []],
    ["cat <<'E'\n\\\nE\necho {{item}}", []],
    ["cat <<'E'\n$(\nE\necho '{{item}}'", ['has {{item}} inside quotes']],
    [
      'cat <<E\n\\\nE\necho {{item}}',
      [
        'has {{item}} where it is not certain whether it is inside quotes, because of a "\\" at the end of a line',
      ],
    ],
    [
      "echo `x 'a`b' {{item}}`",
      ['has {{item}} where it is not certain whether it is inside quotes, because of a quote across "`"'],
    ],
    [
      'echo `x "a`b" {{item}}`',
      ['has {{item}} where it is not certain whether it is inside quotes, because of a quote across "`"'],
    ],
    [
      'echo `x \\\\{{item}}`',
      [
        'has {{item}} where it is not certain whether it is inside quotes, because of a backslash in backquotes',
      ],
    ],
    ['echo "$(case x in x) echo " {{item}} ";; esac)"', ['has {{item}} inside quotes']],
    ['echo "$(case x in x) echo {{item}};; (y) :;; esac)" {{item}}', []],
    ['echo $(echo case; echo a) {{item}}', []],
    ['case {{item}} in *.png) echo {{item.ext}};; esac', []],
    [
      "echo $'it\\'s' {{item}}",
      ["has {{item}} where it is not certain whether it is inside quotes, because of \"\\'\" in $'…'"],
    ],
    [
      'echo `echo \\`date\\`` {{item}}',
      [
        'has {{item}} where it is not certain whether it is inside quotes, because of a backslash in backquotes',
      ],
    ],
    ['((x)) {{item}}', ['has {{item}} where it is not certain whether it is inside quotes, because of "(("']],
    [
      'echo "${X#"a"}" {{item}}',
      [
        'has {{item}} where it is not certain whether it is inside quotes, because of quotes inside ${…} inside quotes',
      ],
    ],
    ['echo "it is not closed {{index}}', ['has {{index}} inside quotes']],
  ])('is followed through the quoting of %s', (template, faults) => {
    expect(faultsOf(template)).toEqual(faults);
  });

  it('stays as it was written in a comment', () => {
    expect(compile('echo a # not {{item}}').script).toBe('echo a # not {{item}}');
  });

  it('is never closed over by a hundred levels of nesting', () => {
    expect(faultsOf(`echo ${'$('.repeat(100)}{{item}}${')'.repeat(100)}`)).toHaveLength(1);
  });
});

/** More for a long look: RUNSHEET_PROPERTY_RUNS=20000. */
const runs = Number(process.env['RUNSHEET_PROPERTY_RUNS'] ?? 150);

/** Values that shells like to do something with. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '`',
        '$',
        '\\',
        '\n',
        '\t',
        ' ',
        '*',
        '?',
        '[',
        ']',
        '{',
        '}',
        '(',
        ')',
        '<',
        '>',
        '|',
        '&',
        ';',
        '#',
        '~',
        '!',
        '=',
        '%',
        '$(',
        '${',
        '$((',
        '))',
        '{{item}}',
        '$(echo x >&2)',
        '`echo x >&2`',
        '; echo x >&2',
        '${HOME}',
        '-n',
        '-e',
        '\\n',
        "'\\''",
        'ä',
        '💥',
        '\r',
        '\u001b[31m',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Places where a placeholder may stand, with what `show` prints there for a value. */
const places: readonly (readonly [string, (value: string) => string])[] = [
  [`${show} {{item}}`, (value) => `<${value}>`],
  [`${show} a{{item}}b c`, (value) => `<a${value}b><c>`],
  [`${show} 'x'{{item}}"y"`, (value) => `<x${value}y>`],
  [`v={{item}}; ${show} "$v"`, (value) => `<${value}>`],
  [`for v in {{item}} z; do ${show} "$v"; done`, (value) => `<${value}><z>`],
  [`${show} "$(printf '%s.' {{item}})"`, (value) => `<${value}.>`],
  [`${show} "$(printf '%s.' "$(printf %s {{item}}.)")"`, (value) => `<${value}..>`],
  [`${show} "a $(case {{item}} in {{item}}) printf '%s.' {{item}};; esac)"`, (value) => `<a ${value}.>`],
  [`f() { ${show} "$1"; }; f {{item}}`, (value) => `<${value}>`],
  [`if true; then ${show} {{item}}; fi # it's "{{item}}"`, (value) => `<${value}>`],
  [`cat <<END\nit's "{{item}}"\nEND\n${show} {{item}}`, (value) => `it's "${value}"\n<${value}>`],
  [`cat <<-END\n\t{{item}}.\n\tEND\n`, (value) => `${value}.\n`],
];

describe.runIf(onPosix)('a value reaches a real shell', () => {
  it.each(shells)('unchanged in %s, whatever it holds and wherever the placeholder stands', (shell) => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(...places), (value, [template, expected]) => {
        expect(run(shell, template, value)).toBe(expected(value));
      }),
      { numRuns: runs },
    );
  });

  it.each(shells)('as a number in arithmetic in %s', (shell) => {
    expect(run(shell, `${show} $(( {{index}} + (1 << 2) ))`, '7')).toBe('<11>');
  });

  it.each(shells)('in backquotes in %s', (shell) => {
    const value = 'a  "$HOME" `x` \\ *';
    expect(run(shell, `${show} \`printf %s {{item}}\``, 'a*')).toBe('<a*>');
    expect(run(shell, `v=\`printf %s {{item}}\`; ${show} "$v"`, value)).toBe(`<${value}>`);
  });
});

/** Pieces of shell commands, put together at random: many make no sense, some come close to the edges of quoting. */
/** Prints its arguments without the characters that an unquoted substitution would split or expand again. */
const printer = "p() { for a do printf '<%s>' \"$a\"; done | tr ' *' '_+'; }; c() { tr ' *' '_+'; }";
const piece = fc.constantFrom(
  'p ',
  ' ',
  ' ',
  '\n',
  '"',
  '"',
  "'",
  '`',
  '$(',
  ')',
  '$(p ',
  '"$(p ',
  ')"',
  '$',
  '${X:-',
  '}',
  '\\',
  '#',
  'c <<E\n',
  '\nE\n',
  'case x in x)',
  ';; esac',
  'x',
  '(',
  '{{item}}',
  ' {{item}} ',
  'p {{item}}',
  '; ',
  '$((',
  '))',
  "$'",
  '&&',
  '|',
  '"a"',
  "'b'",
);

describe.runIf(onPosix)('a command put together at random', () => {
  it.each(shells)('is refused, or neither runs, splits nor expands its value in %s', (shell) => {
    const value = `"; echo INJECTED; $(echo INJECTED) \`echo INJECTED\` '; echo INJECTED; ' left  *  right`;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 16 }), (parts) => {
        const { script, variables, faults } = compile(parts.join(''));
        fc.pre(faults.length === 0 && variables.length > 0);
        const result = spawnSync(shell, ['-f', '-c', `${printer}\n${script}\n`], {
          argv0: 'sh',
          env: { PATH: '/bin:/usr/bin', RUNSHEET_VALUE_1: value },
          input: '',
          timeout: 5000,
        });
        const output = result.stdout.toString();
        expect(output.split('\n')).not.toContain('INJECTED');
        expect(output.replaceAll('left__+__right', '')).not.toMatch(/left|right/);
      }),
      { numRuns: runs, maxSkipsPerRun: 1000 },
    );
  });
});
