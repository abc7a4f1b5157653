import { expect, test } from 'vitest';
import { asksForJson, parseCommandLine } from '../../../../src-main/cli/command-line';
import { verbNames } from '../../../../src-main/cli/verb-table';
import { toErrorDetails } from '../../../../src-shared/errors';

function parse(line: string) {
  return parseCommandLine(line === '' ? [] : line.split(' '));
}

function given(line: string) {
  const invocation = parse(line);
  if (invocation.kind !== 'verb') throw new Error(`${line} asks for ${invocation.kind}`);
  return invocation.given;
}

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    const { code, message, hint } = toErrorDetails(error);
    return [code, message, ...(hint === null ? [] : [hint])].join(' | ');
  }
  return 'no error';
}

test.each(verbNames)('"%s" has a help of its own', (verb) => {
  expect(parse(`${verb} --help`)).toEqual({ kind: 'help', verb });
  expect(parse(`${verb} -h`)).toEqual({ kind: 'help', verb });
  expect(parse(`help ${verb}`)).toEqual({ kind: 'help', verb });
});

test('help and version need no command', () => {
  expect(parse('--help')).toEqual({ kind: 'help', verb: null });
  expect(parse('help')).toEqual({ kind: 'help', verb: null });
  expect(parse('--version')).toEqual({ kind: 'version' });
});

test('global options may stand before and after the command', () => {
  for (const line of ['--data /d --json list', 'list --data /d --json', 'list --data=/d --json']) {
    expect(given(line).text('data')).toBe('/d');
    expect(given(line).has('json')).toBe(true);
  }
});

test('operands may stand between options', () => {
  const logs = given('logs --level warn r1 --tail 3 -f');
  expect(logs.operands).toEqual(['r1']);
  expect(logs.text('level')).toBe('warn');
  expect(logs.wholeNumber('tail', { min: 0 })).toBe(3);
  expect(logs.has('follow')).toBe(true);
});

test('what stands after "--" of add is the command, whatever it looks like', () => {
  const add = parseCommandLine(['add', '--name', 'a b', '--', 'make', '--json', '--', '-f', '']);
  if (add.kind !== 'verb') throw new Error('not a verb');
  expect(add.given.command).toEqual(['make', '--json', '--', '-f', '']);
  expect(add.given.text('name')).toBe('a b');
  expect(add.given.has('json')).toBe(false);
});

test('several ids may be given where several make sense', () => {
  for (const verb of ['retry', 'cancel', 'pause', 'resume', 'rm']) {
    expect(given(`${verb} r1 r2 r3.4`).operands).toEqual(['r1', 'r2', 'r3.4']);
  }
  expect(given('dead retry r1 r2').operands).toEqual(['retry', 'r1', 'r2']);
});

test('an option may be given several times', () => {
  const limit = given('limit --group gpu=2 --group net=3 --total 8');
  expect(limit.pairs('group')).toEqual({ gpu: '2', net: '3' });
  expect(limit.text('total')).toBe('8');
  expect(complaint(() => given('limit --group gpu').pairs('group'))).toBe(
    'bad-input | --group must be written NAME=VALUE, not "gpu".',
  );
  expect(given('retry r1.1 --env A=b=c').pairs('env')).toEqual({ A: 'b=c' });
});

test('durations are written as in definitions', () => {
  expect(given('add --delay 1h30m -- x').duration('delay', 0)).toBe(5_400_000);
  expect(given('add --timeout 250ms -- x').duration('timeout', 1)).toBe(250);
  for (const text of ['soon', '30', '-5s', '25d']) {
    expect(complaint(() => given(`add --delay=${text} -- x`).duration('delay', 0))).toBe(
      `bad-input | --delay must be a duration such as "30s" or "1h30m" (at most 24 days), not "${text}".`,
    );
  }
});

test('with --batch no command follows', () => {
  const add = given('add --batch - --retries 2');
  expect(add.text('batch')).toBe('-');
  expect(add.command).toBeNull();
});

test('a number may be negative', () => {
  expect(given('add --priority -5 -- x').wholeNumber('priority', { min: -10 })).toBe(-5);
  expect(given('add --priority=-5 -- x').wholeNumber('priority', { min: -10 })).toBe(-5);
});

test.each([
  [
    'retry',
    '"runsheet retry" needs an ID. | Write: runsheet retry ID [ID …] [--command CMD] [--env K=V] [--item X] [--detach]',
  ],
  ['open', '"runsheet open" needs a FILE. | Write: runsheet open FILE [FILE …]'],
  ['rm', '"runsheet rm" needs an ID. | Write: runsheet rm ID [ID …]'],
  ['limit r1 r2', '"runsheet limit" takes one ID at a time: "r2" is too much.'],
  ['add --batch f -- x', 'With --batch the commands come from its file: "x" is too much.'],
  ['add --batch f x', 'With --batch the commands come from its file: "x" is too much.'],
  ['add --batch', '--batch needs a value: --batch FILE.'],
  ['pause --grup g', '"runsheet pause" has no option --grup. | Did you mean --group?'],
  ['', 'What should Runsheet do? No command was given. | "runsheet --help" lists the commands.'],
  ['lsit', 'There is no command "lsit". | Did you mean "list"?'],
  ['xyzzy', 'There is no command "xyzzy". | "runsheet --help" lists the commands.'],
  ['logs r1 --no-childern', '"runsheet logs" has no option --no-childern. | Did you mean --no-children?'],
  ['list --detach', '"runsheet list" has no option --detach. | "runsheet list --help" lists the options.'],
  ['logs r1 -x', '"runsheet logs" has no option -x. | "runsheet logs --help" lists the options.'],
  ['list --json=yes', '--json takes no value.'],
  ['list --data', '--data needs a value: --data DIR.'],
  ['list --data --json', '--data needs a value: --data DIR.'],
  [
    'run',
    '"runsheet run" needs a FILE. | Write: runsheet run FILE [--param NAME=VALUE …] [--concurrency N] [--detach]',
  ],
  ['show', '"runsheet show" needs an ID. | Write: runsheet show ID'],
  ['show r1 r2', '"runsheet show" takes one ID at a time: "r2" is too much.'],
  ['stats r1 r2', '"runsheet stats" takes one ID at a time: "r2" is too much.'],
  ['verify r1', '"runsheet verify" takes no arguments: "r1" is too much.'],
  ['add', 'The command must stand after "--". | Write: runsheet add -- CMD ARG …'],
  ['add --wait make -j4', 'The command must stand after "--". | Write: runsheet add -- make -j4'],
  ['add --', 'There is no command after "--". | Write: runsheet add -- CMD ARG …'],
  [
    'add x -- y',
    '"x" stands before "--": only options of "add" may. | Everything after "--" is the command.',
  ],
])('"runsheet %s" says what is wrong', (line, sentence) => {
  expect(complaint(() => parse(line))).toBe(`bad-input | ${sentence}`);
});

test.each([
  ['0', '--limit must be a whole number, 1 or more, not "0".'],
  ['1.5', '--limit must be a whole number, 1 or more, not "1.5".'],
  ['many', '--limit must be a whole number, 1 or more, not "many".'],
  ['1e3', '--limit must be a whole number, 1 or more, not "1e3".'],
])('--limit %s is no number of lines', (value, sentence) => {
  const logs = given(`logs r1 --limit ${value}`);
  expect(complaint(() => logs.wholeNumber('limit', { min: 1 }))).toBe(`bad-input | ${sentence}`);
});

test('a word that is none of the choices is refused with all of them', () => {
  const logs = given('logs r1 --level warning');
  expect(complaint(() => logs.choice('level', ['debug', 'info', 'warn', 'error']))).toBe(
    'bad-input | --level must be debug, info, warn or error, not "warning".',
  );
});

test('errors are JSON when that was asked for, also when nothing else is understood', () => {
  expect(asksForJson(['nonsense', '--json'])).toBe(true);
  expect(asksForJson(['add', '--', 'x', '--json'])).toBe(false);
});
