import { describe, expect, it } from 'vitest';
import { parseDefinitionText } from '../../../../../src-main/engine/definitions/parse-text';
import { commandStep, sentences } from './parsing';

/** The sentences, without `job.toml line`. */
function found(text: string): readonly string[] {
  return sentences(text).map((message) => message.replace(/^job\.toml line /, ''));
}

/** Sentences about a step `a` of type command with these lines, which begin on line 4. */
function aboutStep(lines: string): readonly string[] {
  return found(`[step.a]\ntype = "command"\nrun = "true"\n${lines}`);
}

describe('promise 10: bad input is one clear sentence with the file, the line, the key and what was expected', () => {
  it('with all of it as data, too', () => {
    const text = '# resize\n\n[step.resize]\ntype = "command"\nrun = "x"\n  timeout = "three"\n';
    expect(parseDefinitionText({ file: 'defs/checksum.toml', text })).toEqual({
      ok: false,
      problems: [
        {
          file: 'defs/checksum.toml',
          line: 6,
          column: 3,
          key: 'step.resize.timeout',
          found: '"three"',
          expected: 'a duration such as "30s"',
          message: 'checksum.toml line 6: step.resize.timeout must be a duration such as "30s", not "three"',
          hint: null,
        },
      ],
    });
  });

  it.each([
    ['timeout = 30', '4: step.a.timeout must be a duration with its unit, such as "30s", not 30'],
    ['timeout = "0s"', '4: step.a.timeout must be longer than nothing (leave it out for no limit), not "0s"'],
    ['timeout = "30d"', '4: step.a.timeout must be at most "24d", not "30d"'],
    ['concurrency = 0', '4: step.a.concurrency must be a whole number from 1 to 10,000, not 0'],
    ['concurrency = 0.5', '4: step.a.concurrency must be a whole number from 1 to 10,000, not 0.5'],
    ['concurrency = 1.5', '4: step.a.concurrency must be a whole number from 1 to 10,000, not 1.5'],
    ['always_run = "yes"', '4: step.a.always_run must be true or false, not "yes"'],
    [
      'on_error = "contine"',
      '4: step.a.on_error must be "fail", "continue", "retry" or "fatal", not "contine"',
    ],
    [
      'retries = "three"',
      '4: step.a.retries must be a whole number from 0 to 1,000, or a table such as { max = 3, delay = "1s" }, not "three"',
    ],
    ['retries = { max = 1.5 }', '4: step.a.retries.max must be a whole number from 0 to 1,000, not 1.5'],
    ['retries = { delay = "soon" }', '4: step.a.retries.delay must be a duration such as "30s", not "soon"'],
    [
      'retries = { backoff = "random" }',
      '4: step.a.retries.backoff must be "constant", "linear" or "exponential", not "random"',
    ],
    ['retries = { no_retry_on = ["2"] }', '4: step.a.retries.no_retry_on[0] must be an exit code, not "2"'],
    ['retries = { delays = "2s" }', '4: step.a.retries.delays is not a known key; did you mean delay?'],
    [
      'group = "two words"',
      '4: step.a.group must be a name of letters, digits, ".", "_" and "-" that begins with a letter or digit, not "two words"',
    ],
    ['key = "x-{{item}}"', '4: step.a.key has {{item}}, but the step has no for_each'],
    ['streams = "both"', '4: step.a.streams must be "separate" or "merged", not "both"'],
    ['cwd = " "', '4: step.a.cwd must be the path of a folder, not " "'],
    ['env = ["A=1"]', '4: step.a.env must be a table such as { LANG = "C" }, not an array'],
    ['env = { A = [] }', '4: step.a.env.A must be text, a number, true or false, not an empty array'],
    ['env = { A = {} }', '4: step.a.env.A must be text, a number, true or false, not a table'],
    ['timeout = 07:32:00', '4: step.a.timeout must be a duration such as "30s", not "07:32:00.000"'],
    ['stdin = {}', '4: step.a.stdin must be text, { file = "answers.txt" } or { open = true }, not a table'],
    ['stdin = { fil = "x" }', '4: step.a.stdin.fil is not a known key; did you mean file?'],
    ['stdin = { file = " " }', '4: step.a.stdin.file must be the path of a file, not " "'],
    ['stdin = { open = false }', '4: step.a.stdin.open must be true; without stdin it is closed, not false'],
    [
      'env = { "A=B" = "x" }',
      '4: step.a.env."A=B" is not a name for the environment: it may not hold "=" or begin with RUNSHEET_',
    ],
    [
      'env.RUNSHEET_JOB = "x"',
      '4: step.a.env.RUNSHEET_JOB is not a name for the environment: it may not hold "=" or begin with RUNSHEET_',
    ],
    ['stdin = "a\\u0000b"', '4: step.a.stdin must be text without a NUL character, not "a\\u0000b"'],
    ['stdin = 1', '4: step.a.stdin must be text, { file = "answers.txt" } or { open = true }, not 1'],
    ['depends = [1]', '4: step.a.depends[0] must be text, not 1'],
    ['depends = 1', '4: step.a.depends must be an array of step names such as ["fetch"], not 1'],
    [
      'for_each = "*.js"',
      '4: step.a.for_each must be an array of items, or a table such as { glob = "*.jpg" }, not "*.js"',
    ],
    [
      'for_each = {}',
      '4: step.a.for_each is to have exactly one of glob, list, lines, range and command; it has none',
    ],
    [
      'for_each = { glob = "a", range = [1, 2] }',
      '4: step.a.for_each is to have exactly one of glob, list, lines, range and command; it has glob and range',
    ],
    ['for_each = { glob = [] }', '4: step.a.for_each.glob must be at least one pattern, not an empty array'],
    ['for_each = { list = ["a"], hidden = true }', '4: step.a.for_each.hidden is for glob only'],
    ['for_each = { glb = "a" }', '4: step.a.for_each.glb is not a known key; did you mean glob?'],
    [
      'for_each = { range = [1] }',
      '4: step.a.for_each.range must be two or three whole numbers such as [1, 1000] or [0, 100, 10], not an array',
    ],
    ['for_each = { range = [1,\n "2"] }', '5: step.a.for_each.range[1] must be a whole number, not "2"'],
    [
      'for_each = { range = [1, 9], limit = -1 }',
      '4: step.a.for_each.limit must be a whole number from 0 to 1,000,000, not -1',
    ],
    [
      'for_each = { range = [1, 5, -1] }',
      '4: step.a.for_each.range goes from 1 to 5 in steps of -1, which never arrives',
    ],
    [
      'for_each = { range = [1, 5, 0] }',
      '4: step.a.for_each.range goes from 1 to 5 in steps of 0, which never arrives',
    ],
    [
      'for_each = { range = [1, 2000000] }',
      '4: step.a.for_each.range has 2,000,000 numbers; at most 1,000,000 are possible',
    ],
    ['type = "script"', '4: step.a.type is there twice; it is first set on line 2'],
    ['retrys = 3', '4: step.a.retrys is not a known key; did you mean retries?'],
    ['timeOut = "1s"', '4: step.a.timeOut is not a known key; did you mean timeout?'],
    ['needs = "b"', '4: step.a.needs is not a known key; did you mean depends?'],
    ['banana = 1', '4: step.a.banana is not a known key'],
    ['priority = 1', '4: step.a.priority belongs at the top of the file, not in a step'],
    [
      'worker_count = 1',
      '4: step.a.worker_count is for steps of type "test_job_generator", not for "command"',
    ],
    ['isolation = "thread"', '4: step.a.isolation is for steps of type "script", not for "command"'],
  ])('about a step with %s', (lines, sentence) => {
    expect(aboutStep(lines)).toEqual([sentence]);
  });

  it.each([
    ['name = 3', '1: name must be text, not 3'],
    [
      'id = "a b"',
      '1: id must be an id of letters, digits, ".", "_" and "-" that begins with a letter or digit, not "a b"',
    ],
    ['tags = [1]', '1: tags[0] must be text, not 1'],
    ['timeout = "half an hour"', '1: timeout must be a duration such as "30s", not "half an hour"'],
    ['priority = "high"', '1: priority must be a whole number from -1,000,000 to 1,000,000, not "high"'],
    ['run = "make"', '1: run belongs in a step, not at the top of the file'],
    ['steps = []', '1: steps is not a known key; did you mean step?'],
    ['error_tolerance = 3', '1: error_tolerance must be a table such as { max_child_failures = 100 }, not 3'],
    [
      'error_tolerance.max_child_failures = -1',
      '1: error_tolerance.max_child_failures must be a whole number, 0 or more, not -1',
    ],
    [
      'error_tolerance.failure_action = "stop"',
      '1: error_tolerance.failure_action must be "continue", "stop_all" or "mark_warning", not "stop"',
    ],
    [
      'error_tolerance.max_failures = 1',
      '1: error_tolerance.max_failures is not a known key; did you mean max_child_failures?',
    ],
    ['__proto__ = 1', '1: __proto__ is not a name that can be used'],
  ])('about a file with %s', (line, sentence) => {
    expect(found(`${line}\n${commandStep()}`)).toEqual([sentence]);
  });

  it.each([
    [
      '[step.a]\nrun = "x"',
      '1: step.a.type is missing; it must be "command", "script" or "test_job_generator"',
    ],
    [
      '[step.a]\ntype = "command"',
      '1: step.a.run is missing; it must be a command such as "make test", or an array such as ["make", "test"]',
    ],
    [
      '[step.a]\ntype = "command"\nrun = " "',
      '3: step.a.run must be a command such as "make test", or an array such as ["make", "test"], not " "',
    ],
    [
      '[step.a]\ntype = "command"\nrun = []',
      '3: step.a.run must be a command such as "make test", or an array such as ["make", "test"], not an empty array',
    ],
    ['[step.a]\ntype = "command"\nrun = ["x",\n3]', '4: step.a.run[1] must be text, not 3'],
    [
      '[step.a]\ntype = "script"',
      '1: step.a.module is missing; it must be the path of a module such as "./index.mjs"',
    ],
    [
      '[step.a]\ntype = "script"\nmodule = "x"\ncwd = "y"',
      '4: step.a.cwd is for steps of type "command", not for "script"',
    ],
    [
      '[step.a]\ntype = "comand"\nrun = "x"',
      '2: step.a.type must be "command", "script" or "test_job_generator", not "comand"',
    ],
    [
      '[step.a]\ntype = 3',
      '2: step.a.type must be "command", "script" or "test_job_generator", not 3: of the older system\'s worker types Runsheet has test_job_generator only',
    ],
    [
      '[step.a]\ntype = "crawler"\nstart_urls = ["x"]\nmax_depth = 3',
      '2: step.a.type must be "command", "script" or "test_job_generator", not "crawler": of the older system\'s worker types Runsheet has test_job_generator only',
    ],
    [
      '[step."a,b"]\ntype = "command"\nrun = "x"',
      '1: step."a,b" is not a name for a step: it has 1 to 100 characters, no comma and no space at its ends',
    ],
    [
      '[step." a"]\ntype = "command"\nrun = "x"',
      '1: step." a" is not a name for a step: it has 1 to 100 characters, no comma and no space at its ends',
    ],
    ['[step.__proto__]\ntype = "command"\nrun = "x"', '1: step.__proto__ is not a name that can be used'],
    ['step = 3', '1: step must be a table of steps such as [step.build], not 3'],
    ['[[step]]\ntype = "command"', '1: step must be a table of steps such as [step.build], not an array'],
    ['step.a = "make"', '1: step.a must be a table such as [step.build], not "make"'],
    [
      '[step.a]\ntype = "test_job_generator"\nworker_count = 1000\nchild_count = 1000\nrecursion_depth = 3',
      '1: step.a makes 125,501,001,000 jobs with all children; at most 1,000,000 are possible',
    ],
    [
      '[step.a]\ntype = "test_job_generator"\nfailure_rate = 1.1\nlog_delay_ms = -1\nrun = "x"\nfor_each = []',
      '3: step.a.failure_rate must be a number from 0 to 1, not 1.1',
    ],
  ])('about a step that is not one: %s', (text, sentence) => {
    expect(found(text)[0]).toBe(sentence);
  });

  it.each([
    ['type = "crawler"', '1: type is a key of the older system that Runsheet does not have; leave it out'],
    [
      'url_patterns = ["x"]',
      '1: url_patterns is a key of the older system that Runsheet does not have; leave it out',
    ],
  ])('about what comes later, %s, which is never accepted and ignored', (line, sentence) => {
    expect(found(`${line}\n${commandStep()}`)).toEqual([sentence]);
  });

  it.each([
    ['schedule = "61 2 * * *"', '1: schedule cannot be read: invalid value for minute: 61'],
    [
      'schedule = "0 2 * *"',
      '1: schedule has 4 fields; it has 5 (minute, hour, day, month, weekday), or 6 with seconds in front',
    ],
    ['schedule = "0 0 30 2 *"', '1: schedule never comes: there is no such day'],
    ['schedule = 5', '1: schedule must be a cron expression of 5 or 6 fields such as "0 2 * * *", not 5'],
    ['every = "15"', '1: every must be a duration such as "30s", not "15"'],
    ['every = "500ms"', '1: every must be a duration of at least "1s", not "500ms"'],
    ['every = "15m"\nschedule = "0 2 * * *"', '1: every and schedule both say when it is due'],
    [
      'schedule = "0 2 * * *"\ntimezone = "Europe/Berlinn"',
      '2: timezone must be a time zone such as "Europe/Berlin", not "Europe/Berlinn"',
    ],
    ['every = "15m"\ntimezone = "Europe/Berlin"', '2: timezone says nothing without schedule'],
    ['every = "15m"\noverlap = "skipp"', '2: overlap must be "skip", "queue" or "replace", not "skipp"'],
    ['overlap = "queue"', '1: overlap says nothing without schedule, every or auto_start'],
    ['every = "15m"\ncatch_up = true', '2: catch_up must be "none", "once" or "all", not true'],
    ['catch_up = "all"', '1: catch_up says nothing without schedule or every'],
    ['auto_start = "yes"', '1: auto_start must be true or false, not "yes"'],
  ])('about a schedule that is none, %s', (lines, sentence) => {
    expect(found(`${lines}\n${commandStep()}`)).toEqual([sentence]);
  });

  it.each([
    [
      'condition = "x"',
      '4: step.a.condition is a key of the older system that Runsheet does not have; leave it out',
    ],
    [
      'env = { A = { secret = "x" } }',
      '4: step.a.env.A.secret is not supported yet: secrets come in a later version',
    ],
  ])('about what comes later in a step, %s', (lines, sentence) => {
    expect(aboutStep(lines)).toEqual([sentence]);
  });

  it('about a script in a process, which comes later', () => {
    expect(found('[step.a]\ntype = "script"\nmodule = "x"\nisolation = "process"')).toEqual([
      '4: step.a.isolation is not supported yet: scripts in a process come in a later version',
    ]);
  });

  it('but an empty or default value asks for nothing and passes', () => {
    const top = [
      'schedule = ""\nevery = ""\ntimezone = ""\noverlap = "skip"\ncatch_up = "none"\nauto_start = false\npre_jobs = []',
      'post_jobs = []\ntype = "custom"\njob_type = "user"\nauthentication = ""\nextension = false\nurl_patterns = []\nid = ""',
      'timeout = ""\n[params]\n[config]',
    ].join('\n');
    const step =
      'retries = { max = 0, delay = "1s" }\ngroup = ""\nkey = ""\ncondition = ""\nenv = {}\ndepends = ""\ntimeout = ""';
    expect(found(`${top}\n${commandStep(step)}`)).toEqual([]);
    expect(aboutStep('retries = 0')).toEqual([]);
    expect(aboutStep('retries = {}')).toEqual([]);
  });

  it('for everything that is wrong, in the order of the file', () => {
    expect(
      found('nam = "x"\n[step.b]\ntype = "command"\nrun = 1\n[step.a]\ntype = "command"\nrun = 2\n'),
    ).toEqual([
      '1: nam is not a known key; did you mean name?',
      '4: step.b.run must be a command such as "make test", or an array such as ["make", "test"], not 1',
      '7: step.a.run must be a command such as "make test", or an array such as ["make", "test"], not 2',
    ]);
  });

  it('with a hint where one helps', () => {
    const hints = (text: string): unknown => {
      const result = parseDefinitionText({ file: 'x.toml', text });
      return result.ok ? [] : result.problems.map((problem) => problem.hint);
    };
    expect(hints(commandStep('on_error = "contine"'))).toEqual(['Did you mean "continue"?']);
    expect(hints(commandStep('prio = 1'))).toEqual([
      'Known keys here: type, run, for_each, cwd, env, stdin, streams, description, depends, on_error, always_run, concurrency, timeout, step_timeout, retries, group, key.',
    ]);
    expect(hints('name = hello\n')).toEqual(['Text stands in quotes: key = "text".']);
    expect(hints('name = "C:\\new\\dir"\n')).toEqual([
      'In double quotes "\\" begins an escape; single quotes keep it as it is.',
    ]);
    expect(hints('[step]\ntype = "command"\n')).toEqual(['Every step has a name: [step.build], not [step].']);
  });
});

describe('promise 10: dependencies', () => {
  it.each([
    [
      'depends = ["fetsh"]',
      ['4: step.a.depends names "fetsh", and there is no such step; did you mean "fetch"?'],
    ],
    ['depends = "nowhere, fetch"', ['4: step.a.depends names "nowhere", and there is no such step']],
    ['depends = ["a"]', ['4: step.a.depends names the step itself']],
    ['depends = ["fetch"]', []],
  ])('that name no other step are a sentence: %s', (lines, expected) => {
    expect(aboutStep(`${lines}\n${commandStep('depends = []', 'fetch')}`)).toEqual(expected);
  });

  it('that go round in a circle are a sentence with the whole circle', () => {
    const text = [
      commandStep('depends = []', 'start'),
      commandStep('depends = ["start", "c"]', 'a'),
      commandStep('depends = ["a"]', 'b'),
      commandStep('', 'c'),
    ].join('');
    expect(found(text)).toEqual(['8: step.a.depends goes round in a circle: a → c → b → a']);
  });

  it('that lead into a circle are not told as a part of it', () => {
    const text = ['start', 'a', 'b']
      .map((name, index) => commandStep(`depends = ["${['a', 'b', 'a'][index]}"]`, name))
      .join('');
    expect(found(text)).toEqual(['8: step.a.depends goes round in a circle: a → b → a']);
  });

  it('of ten thousand steps in a row are no trouble', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => commandStep('', `s${index}`)).join('');
    expect(found(steps)).toEqual([]);
  });
});

describe('promise 10: placeholders', () => {
  it.each([
    [`run = 'echo "{{item}}"'`, '3: step.b.run has {{item}} inside quotes'],
    [
      'run = "echo {{itme}}"',
      '3: step.b.run has {{itme}}, which is not a known placeholder; did you mean {{item}}?',
    ],
    ['run = "echo {{params.x}}"', '3: step.b.run has {{params.x}}, but there is no parameter x'],
    [
      'run = ["echo", "{{items}}"]',
      '3: step.b.run[1] has {{items}}, which is not a known placeholder; did you mean {{item}}?',
    ],
    [
      'run = "x"\ncwd = "{{item.dri}}"',
      '4: step.b.cwd has {{item.dri}}, which is not a known placeholder; did you mean {{item.dir}}?',
    ],
    ['run = "x"\nenv.A = "{{params.x}}"', '4: step.b.env.A has {{params.x}}, but there is no parameter x'],
    [
      'run = "x"\nstdin = "{{idx}}"',
      '4: step.b.stdin has {{idx}}, which is not a known placeholder; did you mean {{index}}?',
    ],
  ])('that cannot work are a sentence: %s', (lines, sentence) => {
    const text = `[step.b]\ntype = "command"\n${lines}\nfor_each = ["x"]`;
    expect(found(text)).toEqual([sentence]);
  });

  it.each([
    ['run = "echo {{item}}"', '3: step.b.run has {{item}}, but the step has no for_each'],
    ['run = ["echo", "{{index}}"]', '3: step.b.run[1] has {{index}}, but the step has no for_each'],
    ['run = "x"\nenv.A = "{{item.name}}"', '4: step.b.env.A has {{item.name}}, but the step has no for_each'],
  ])('without for_each are a sentence: %s', (lines, sentence) => {
    expect(found(`[step.b]\ntype = "command"\n${lines}`)).toEqual([sentence]);
  });

  it.each([
    [
      'for_each = { glob = "{{item.dir}}/*" }',
      'glob has {{item.dir}}, which stands for an item and can only be used in run, cwd, env, stdin and key',
    ],
    ['for_each = { glob = "{{params.dir}}/*" }', 'glob has {{params.dir}}, but there is no parameter dir'],
    [
      'for_each = { lines = "{{index}}" }',
      'lines has {{index}}, which stands for an item and can only be used in run, cwd, env, stdin and key',
    ],
    [
      'for_each = { command = "ls {{item}}" }',
      'command has {{item}}, which stands for an item and can only be used in run, cwd, env, stdin and key',
    ],
    ['for_each = { command = ["ls", "{{x}}"] }', 'command has {{x}}, which is not a known placeholder'],
  ])('where the items come from are a sentence: %s', (lines, sentence) => {
    expect(found(`[step.b]\ntype = "command"\nrun = "x"\n${lines}`)).toEqual([
      `4: step.b.for_each.${sentence}`,
    ]);
  });

  it('in items are text, but for those of parameters', () => {
    expect(found('[step.b]\ntype = "command"\nrun = "x"\nfor_each = ["{{item}}", "{{x}}"]')).toEqual([]);
    expect(found('[step.b]\ntype = "command"\nrun = "x"\nfor_each = ["{{params.a}}"]')).toEqual([
      '4: step.b.for_each has {{params.a}}, but there is no parameter a',
    ]);
  });

  it('in the module of a script are a sentence', () => {
    expect(found('[step.b]\ntype = "script"\nmodule = "{{item}}.mjs"\nfor_each = ["a"]')).toEqual([
      '3: step.b.module has {{item}}, which stands for an item and can only be used in run, cwd, env, stdin and key',
    ]);
  });
});

describe('promise 10: syntax', () => {
  it.each([
    ['x.toml', 'a = 1\nb = \n', 'x.toml line 2: this is not valid TOML: invalid value'],
    ['x.toml', 'a = 1\n\na = 2', 'x.toml line 3: a is there twice; it is first set on line 1'],
    [
      'x.toml',
      '[step.a]\nrun = 1\n[step.b]\n[step.a]',
      'x.toml line 4: step.a is there twice; it is first set on line 1',
    ],
    ['x.toml', 'a = "x', 'x.toml line 1: this is not valid TOML: unfinished string'],
    ['x.toml', '', 'x.toml is empty'],
    ['x.toml', ' \n\t\n', 'x.toml is empty'],
    ['x.toml', '# only a comment', 'x.toml has no steps'],
    ['x.toml', '[step]', 'x.toml has no steps'],
    [
      'x.yaml',
      'a: b: c',
      'x.yaml line 1: this is not valid YAML: nested mappings are not allowed in compact mappings',
    ],
    ['x.yaml', 'step:\n\ta: 1', 'x.yaml line 2: this is not valid YAML: tabs are not allowed as indentation'],
    ['x.yaml', 'a: 1\nb: 2\na: 3', 'x.yaml line 3: a is there twice; it is first set on line 1'],
    [
      'x.yaml',
      'a: 1\n---\nb: 1',
      'x.yaml line 2: this is not valid YAML: a definition is one document, without "---" between two',
    ],
    ['x.yaml', 'name: !js/function x', 'x.yaml line 1: this is not valid YAML: unresolved tag: !js/function'],
    ['x.yaml', 'step:\n  a:\n    type: command\n    run: {{item}}', 'x.yaml line 4: a key must be text here'],
    ['x.yaml', '- a', 'x.yaml line 1: the file must be a table of keys, not an array'],
    ['x.yaml', 'hello', 'x.yaml line 1: the file must be a table of keys, not "hello"'],
    ['x.yaml', '# nothing', 'x.yaml has no steps'],
    ['x.json', '{"a": 1,\n "a": 2}', 'x.json line 2: a is there twice; it is first set on line 1'],
    ['x.json', '{"a": 1,}', 'x.json line 1: this is not valid JSON: there is a comma too many before "}"'],
    [
      'x.json',
      '{"a": [1,\n]}',
      'x.json line 2: this is not valid JSON: there is a comma too many before "]"',
    ],
    ['x.json', '{"a" 1}', 'x.json line 1: this is not valid JSON: ":" is expected after the key "a"'],
    ['x.json', "{'a': 1}", 'x.json line 1: this is not valid JSON: a key in double quotes is expected'],
    ['x.json', '{"a": 01}', 'x.json line 1: this is not valid JSON: a value is expected, not 01'],
    ['x.json', '{"a": tru}', 'x.json line 1: this is not valid JSON: a value is expected, not tru'],
    [
      'x.json',
      '{"a": "x\ny"}',
      'x.json line 1: this is not valid JSON: the text in double quotes has a line break or a wrong "\\"',
    ],
    ['x.json', '{"a": "x', 'x.json line 1: this is not valid JSON: the text in double quotes is not closed'],
    ['x.json', '{"a": 1', 'x.json line 1: this is not valid JSON: the file ends too early'],
    ['x.json', '{} {}', 'x.json line 1: this is not valid JSON: nothing may follow the last "}"'],
    ['x.json', '[]', 'x.json line 1: the file must be a table of keys, not an empty array'],
    ['x.json', 'null', 'x.json has no steps'],
    ['x.txt', 'a = 1', 'x.txt is not a definition file: its name must end in .toml, .yaml, .yml or .json'],
    ['toml', 'a = 1', 'toml is not a definition file: its name must end in .toml, .yaml, .yml or .json'],
  ])('in %s: %j', (file, text, sentence) => {
    expect(sentences(text, file)).toEqual([sentence]);
  });

  it('has the line of the key in every format, also behind long texts and comments', () => {
    const yaml =
      '# x\nstep:\n  a:\n    run: |\n      timeout: 1\n      x\n    type: command\n    timeout: soon\n';
    const json =
      '{\n  "step": {\n    "a": {\n      "type": "command",\n      "run": "\\"timeout\\": {",\n      "timeout": "soon"\n    }\n  }\n}';
    const toml =
      '[step.a]\ntype = "command"\nrun = """\ntimeout = 1\n[step.b]\n"""\n# timeout = 2\ntimeout = "soon"';
    const sentence = 'step.a.timeout must be a duration such as "30s", not "soon"';
    expect(sentences(yaml, 'x.yaml')).toEqual([`x.yaml line 8: ${sentence}`]);
    expect(sentences(json, 'x.json')).toEqual([`x.json line 6: ${sentence}`]);
    expect(sentences(toml, 'x.toml')).toEqual([`x.toml line 8: ${sentence}`]);
    expect(sentences(toml.replaceAll('\n', '\r\n'), 'x.toml')).toEqual([`x.toml line 8: ${sentence}`]);
  });
});
