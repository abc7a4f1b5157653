import { describe, expect, it } from 'vitest';
import { commandStep, parsed, sentences } from './parsing';

/** The parameters of a TOML text. */
function parameters(text: string, file?: string) {
  return parsed(text, file).definition.params;
}

/** The sentences about a TOML text with one good step, without the file's name. */
function found(text: string): readonly string[] {
  return sentences(`${text}\n${commandStep()}`).map((sentence) => sentence.replace('job.toml line ', ''));
}

describe('the parameters of a definition', () => {
  it('have every default filled in', () => {
    const text = ['string', 'number', 'boolean', 'path'].map(
      (type) => `[params.${type}]\ntype = "${type}"\n`,
    );
    expect(parameters(`${text.join('')}${commandStep()}`)).toEqual([
      {
        name: 'string',
        label: 'string',
        help: '',
        type: 'string',
        required: false,
        default: null,
        pattern: null,
      },
      {
        name: 'number',
        label: 'number',
        help: '',
        type: 'number',
        required: false,
        default: null,
        min: null,
        max: null,
      },
      { name: 'boolean', label: 'boolean', help: '', type: 'boolean', default: false },
      { name: 'path', label: 'path', help: '', type: 'path', required: false, default: null },
    ]);
  });

  it('have every key that is supported', () => {
    const text = `
      [params.name]
      type = "string"
      label = "Album name"
      help = "Shown on the page"
      required = true
      default = "Walks"
      pattern = "[A-Z].*"
      [params.width]
      type = "number"
      default = 2048
      min = 64
      max = 8000.5
      [params.keep]
      type = "boolean"
      default = true
      [params.format]
      type = "choice"
      choices = ["jpeg", 3]
      default = 3
      [params.folder]
      type = "path"
      default = "photos"
      ${commandStep()}`;
    expect(parameters(text)).toMatchObject([
      {
        label: 'Album name',
        help: 'Shown on the page',
        required: true,
        default: 'Walks',
        pattern: '[A-Z].*',
      },
      { default: 2048, min: 64, max: 8000.5 },
      { default: true },
      { choices: ['jpeg', '3'], default: '3' },
      { default: 'photos' },
    ]);
  });

  it('keep the order of the file in every format', () => {
    const names = ['b', 'a', '_9', 'ä'];
    const toml = names.map((name) => `[params."${name}"]\ntype = "string"\n`).join('');
    const yaml = `params:\n${names.map((name) => `  "${name}": {type: string}\n`).join('')}`;
    const steps = { s: { type: 'command', run: 'true' } };
    const json = JSON.stringify({
      params: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      step: steps,
    });
    const order = (text: string, file: string) => parameters(text, file).map(({ name }) => name);
    expect(order(`${toml}${commandStep()}`, 'x.toml')).toEqual(names);
    expect(order(`${yaml}step: {s: {type: command, run: "true"}}\n`, 'x.yaml')).toEqual(names);
    expect(order(json, 'x.json')).toEqual(names);
  });
});

describe('promise 10: parameters', () => {
  it.each([
    [
      '[params.a]\ntype = "text"',
      '2: params.a.type must be "string", "number", "boolean", "choice" or "path", not "text"',
    ],
    [
      '[params.a]\nlabel = "x"',
      '1: params.a.type is missing; it must be "string", "number", "boolean", "choice" or "path"',
    ],
    ['[params.a]\ntype = "secret"', '2: params.a.type is not supported yet: secrets come in a later version'],
    ['[params]\na = "string"', '2: params.a must be a table such as [params.a] with a type, not "string"'],
    ['params = ["a"]', '1: params must be a table of parameters such as [params.folder], not an array'],
    [
      '[params.a]\ntype = "string"\nmin = 3',
      '3: params.a.min is for parameters of type "number", not for "string"',
    ],
    [
      '[params.a]\ntype = "boolean"\nrequired = true',
      '3: params.a.required is for parameters of type "string", "number", "choice" and "path", not for "boolean"',
    ],
    [
      '[params.a]\ntype = "number"\npattern = "x"',
      '3: params.a.pattern is for parameters of type "string", not for "number"',
    ],
    ['[params.a]\ntype = "path"\nlable = "x"', '3: params.a.lable is not a known key; did you mean label?'],
    ['[params.a]\ntype = "number"\ndefault = "3"', '3: params.a.default must be a number, not "3"'],
    ['[params.a]\ntype = "number"\ndefault = nan', '3: params.a.default must be a number, not NaN'],
    ['[params.a]\ntype = "string"\ndefault = 3', '3: params.a.default must be text, not 3'],
    ['[params.a]\ntype = "boolean"\ndefault = "yes"', '3: params.a.default must be true or false, not "yes"'],
    ['[params.a]\ntype = "number"\nmin = 3\nmax = 2', '3: params.a.min is 3, which is more than max, 2'],
    ['[params.a]\ntype = "number"\nmin = 3\ndefault = 2', '4: params.a.default must be 3 or more, not 2'],
    [
      '[params.a]\ntype = "string"\npattern = "(x"',
      '3: params.a.pattern must be a regular expression, and "(x" is not one',
    ],
    [
      '[params.a]\ntype = "string"\npattern = "[a-z]+"\ndefault = "A"',
      '4: params.a.default must match the pattern [a-z]+, and "A" does not',
    ],
    [
      '[params.a]\ntype = "choice"',
      '1: params.a.choices is missing; it must be an array of choices such as ["small", "large"]',
    ],
    [
      '[params.a]\ntype = "choice"\nchoices = []',
      '3: params.a.choices must be an array of choices such as ["small", "large"], not an empty array',
    ],
    ['[params.a]\ntype = "choice"\nchoices = ["x", "x"]', '3: params.a.choices has "x" twice'],
    ['[params.a]\ntype = "choice"\nchoices = ["x", ""]', '3: params.a.choices has an empty text'],
    [
      '[params.a]\ntype = "choice"\nchoices = ["x", "y"]\ndefault = "z"',
      '4: params.a.default must be "x" or "y", not "z"',
    ],
    [
      '[params."a.b"]\ntype = "string"',
      '1: params."a.b" is not a name for a parameter: it has 1 to 64 letters, digits, "_" and "-" and begins with a letter or "_"',
    ],
    [
      '[params.9]\ntype = "string"',
      '1: params.9 is not a name for a parameter: it has 1 to 64 letters, digits, "_" and "-" and begins with a letter or "_"',
    ],
    ['[param.a]\ntype = "string"', '1: param is not a known key; did you mean params?'],
  ])('that cannot be are a sentence: %j', (text, sentence) => {
    expect(found(text)).toEqual([sentence]);
  });

  it('without anything are a sentence, not left out', () => {
    expect(sentences('params:\n  a:\nstep: {s: {type: command, run: "x"}}\n', 'x.yaml')).toEqual([
      'x.yaml line 2: params.a.type is missing; it must be "string", "number", "boolean", "choice" or "path"',
    ]);
  });

  it('are told together with what is wrong with the steps', () => {
    const text =
      '[params.a]\ntype = "number"\nmin = 2\nmax = 1\n[step.b]\ntype = "command"\nrun = "{{params.other}}"\n';
    expect(sentences(text)).toEqual([
      'job.toml line 3: params.a.min is 2, which is more than max, 1',
      'job.toml line 7: step.b.run has {{params.other}}, but there is no parameter other',
    ]);
  });
});

describe('promise 10: placeholders for parameters', () => {
  const params = '[params.folder]\ntype = "path"\n[params.count]\ntype = "number"\n';
  const step = '[step.b]\ntype = "command"\n';

  it.each([
    'run = "ls {{params.folder}} {{ params.count }}"',
    'run = ["ls", "-{{params.count}}"]',
    'run = "x"\ncwd = "{{params.folder}}"\nstdin = "{{params.count}}"\nenv.A = "{{params.folder}}"',
    'run = "x {{item}}"\nfor_each = { glob = ["{{params.folder}}/*", "!{{params.folder}}/a"] }',
    'run = "x {{item}}"\nfor_each = { lines = "{{params.folder}}" }',
    'run = "x {{item}}"\nfor_each = ["{{params.folder}}", "{{x}}"]',
    'run = "x {{item}}"\nfor_each = { command = "ls {{params.folder}}" }',
    'run = "x {{item}}"\nfor_each = { command = ["ls", "{{params.folder}}"] }',
  ])('are taken everywhere: %j', (lines) => {
    expect(sentences(`${params}${step}${lines}\n`)).toEqual([]);
  });

  it.each([
    [
      'run = "ls {{params.foldr}}"',
      '7: step.b.run has {{params.foldr}}, but there is no parameter foldr; did you mean {{params.folder}}?',
    ],
    ['run = ["ls", "{{params.x}}"]', '7: step.b.run[1] has {{params.x}}, but there is no parameter x'],
    [`run = 'ls "{{params.folder}}"'`, '7: step.b.run has {{params.folder}} inside quotes'],
    ['run = "x"\ncwd = "{{params.x}}"', '8: step.b.cwd has {{params.x}}, but there is no parameter x'],
    ['run = "x"\nstdin = "{{params.x}}"', '8: step.b.stdin has {{params.x}}, but there is no parameter x'],
    ['run = "{{params}}"', '7: step.b.run has {{params}}, which names no parameter'],
    [
      'run = "x"\nfor_each = { glob = "{{params.x}}/*" }',
      '8: step.b.for_each.glob has {{params.x}}, but there is no parameter x',
    ],
    [
      'run = "x"\nfor_each = { lines = "{{params.x}}" }',
      '8: step.b.for_each.lines has {{params.x}}, but there is no parameter x',
    ],
    [
      'run = "x"\nfor_each = ["a {{params.x}}"]',
      '8: step.b.for_each has {{params.x}}, but there is no parameter x',
    ],
    ['run = "x"\nfor_each = ["{{params.}}"]', '8: step.b.for_each has {{params.}}, which names no parameter'],
    [
      'run = "x"\nfor_each = { command = "ls {{params.x}}" }',
      '8: step.b.for_each.command has {{params.x}}, but there is no parameter x',
    ],
    [
      `run = "x"\nfor_each = { command = 'ls "{{params.folder}}"' }`,
      '8: step.b.for_each.command has {{params.folder}} inside quotes',
    ],
  ])('that cannot work are a sentence: %j', (lines, sentence) => {
    expect(found(`${params}${step}${lines}`)).toEqual([sentence]);
  });

  it('are not for the module of a script, which has them in job.params', () => {
    const script = '[step.b]\ntype = "script"\nmodule = "{{params.folder}}/a.mjs"\n';
    expect(sentences(`${params}${script}`)).toEqual([
      'job.toml line 7: step.b.module has {{params.folder}}, and a module is the same in every run',
    ]);
  });
});
