import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { stringify as stringifyYaml } from 'yaml';
import { parseDefinitionText } from '../../../../../src-main/engine/definitions/parse-text';
import { definitionSchema } from '../../../../../src-shared/definition';
import { commandStep, parsed, sentences } from './parsing';

describe('a definition', () => {
  it('gets every default filled in', () => {
    expect(parsed(commandStep(), 'some/where/Nightly Resize (new).toml').definition).toEqual({
      id: 'nightly-resize-new',
      name: 'Nightly Resize (new)',
      description: '',
      tags: [],
      timeoutMs: null,
      enabled: true,
      concurrency: null,
      priority: 0,
      preJobs: [],
      postJobs: [],
      errorTolerance: null,
      params: [],
      schedule: null,
      overlap: 'skip',
      autoStart: false,
      steps: [
        {
          type: 'command',
          name: 'a',
          description: '',
          depends: [],
          onError: 'fail',
          alwaysRun: false,
          concurrency: null,
          timeoutMs: null,
          stepTimeoutMs: null,
          retries: null,
          group: null,
          key: null,
          run: 'true',
          forEach: null,
          cwd: '.',
          env: {},
          stdin: null,
          streams: 'separate',
        },
      ],
    });
  });

  it('has every key that is supported', () => {
    const { definition, directory, warnings } = parsed(
      `
        "$schema" = "x"
        id = "nightly.resize_1"
        name = "Nightly resize"
        description = "Resizes"
        tags = ["photos", "night"]
        timeout = "1h30m"
        enabled = false
        concurrency = 4
        priority = -3
        pre_jobs = ["fetch"]
        post_jobs = "publish, tell"
        schedule = "0 2 * * *"
        timezone = "Europe/Berlin"
        overlap = "replace"
        catch_up = "once"
        auto_start = true
        meta = { author = "me", shared = [1] }
        [error_tolerance]
        max_child_failures = 100
        failure_action = "stop_all"
        [step.resize]
        type = "command"
        description = "Each photo"
        run = ["convert", "{{item}}", "out/{{item.name}}"]
        for_each = { glob = ["*.jpg", "!x.jpg"], hidden = true, limit = 500 }
        concurrency = 2
        cwd = "photos"
        env = { LANG = "C", LEVEL = 3, FAST = true, NAME = "{{item.stem}}" }
        stdin = "yes\\n"
        streams = "merged"
        timeout = "1.5s"
        step_timeout = "2h"
        retries = { max = 3, delay = "2s", backoff = "linear", max_delay = "5s", jitter = false, no_retry_on = [2] }
        group = "gpu"
        key = "resize-{{item}}"
        on_error = "continue"
        depends = []
        always_run = true
        [step.index]
        type = "script"
        module = "./index.mjs"
        isolation = "thread"
        for_each = ["a", 1, true]
        env = { X = "{{item}}" }
        on_error = "fatal"
        [step.simulate]
        type = "test_job_generator"
        depends = "resize, index"
        worker_count = 5
        log_count = 50
        log_delay_ms = 2.5
        failure_rate = 0.25
        child_count = 2
        recursion_depth = 1
        seed = -7
      `,
      '/defs/job.toml',
    );
    expect(directory).toBe('/defs');
    expect(warnings).toEqual([]);
    expect(definition).toEqual({
      id: 'nightly.resize_1',
      name: 'Nightly resize',
      description: 'Resizes',
      tags: ['photos', 'night'],
      timeoutMs: 5_400_000,
      enabled: false,
      concurrency: 4,
      priority: -3,
      preJobs: ['fetch'],
      postJobs: ['publish', 'tell'],
      errorTolerance: { maxChildFailures: 100, failureAction: 'stop_all' },
      params: [],
      schedule: {
        when: { kind: 'cron', expression: '0 2 * * *', timezone: 'Europe/Berlin' },
        catchUp: 'once',
      },
      overlap: 'replace',
      autoStart: true,
      steps: [
        {
          type: 'command',
          name: 'resize',
          description: 'Each photo',
          depends: [],
          onError: 'continue',
          alwaysRun: true,
          concurrency: 2,
          timeoutMs: 1500,
          stepTimeoutMs: 7_200_000,
          retries: {
            max: 3,
            delayMs: 2000,
            backoff: 'linear',
            maxDelayMs: 5000,
            jitter: false,
            noRetryOn: [2],
          },
          group: 'gpu',
          key: 'resize-{{item}}',
          run: ['convert', '{{item}}', 'out/{{item.name}}'],
          forEach: { kind: 'glob', patterns: ['*.jpg', '!x.jpg'], hidden: true, absolute: true, limit: 500 },
          cwd: 'photos',
          env: { LANG: 'C', LEVEL: '3', FAST: 'true', NAME: '{{item.stem}}' },
          stdin: 'yes\n',
          streams: 'merged',
        },
        {
          type: 'script',
          name: 'index',
          description: '',
          depends: ['resize'],
          onError: 'fatal',
          alwaysRun: false,
          concurrency: null,
          timeoutMs: null,
          stepTimeoutMs: null,
          retries: null,
          group: null,
          key: null,
          module: './index.mjs',
          isolation: 'thread',
          forEach: { kind: 'list', items: ['a', '1', 'true'], limit: null },
          env: { X: '{{item}}' },
        },
        {
          type: 'test_job_generator',
          name: 'simulate',
          description: '',
          depends: ['resize', 'index'],
          onError: 'fail',
          alwaysRun: false,
          concurrency: null,
          timeoutMs: null,
          stepTimeoutMs: null,
          retries: null,
          group: null,
          key: null,
          workerCount: 5,
          logCount: 50,
          logDelayMs: 2.5,
          failureRate: 0.25,
          childCount: 2,
          recursionDepth: 1,
          seed: -7,
        },
      ],
    });
    expect(definitionSchema.parse(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
  });

  it.each([
    ['{ glob = "*.js" }', { kind: 'glob', patterns: ['*.js'], hidden: false, absolute: false, limit: null }],
    ['{ list = ["a", 2], limit = 1 }', { kind: 'list', items: ['a', '2'], limit: 1 }],
    ['["a"]', { kind: 'list', items: ['a'], limit: null }],
    ['[]', { kind: 'list', items: [], limit: null }],
    ['{ lines = "names.txt" }', { kind: 'lines', file: 'names.txt', limit: null }],
    ['{ range = [1, 1000] }', { kind: 'range', from: 1, to: 1000, by: 1, limit: null }],
    ['{ range = [3, 1] }', { kind: 'range', from: 3, to: 1, by: -1, limit: null }],
    ['{ range = [0, 100, 10] }', { kind: 'range', from: 0, to: 100, by: 10, limit: null }],
    [
      '{ range = [1, 9000000000], limit = 5 }',
      { kind: 'range', from: 1, to: 9_000_000_000, by: 1, limit: 5 },
    ],
    ['{ command = "git ls-files" }', { kind: 'command', command: 'git ls-files', limit: null }],
    [
      '{ command = ["git", "ls-files"], limit = 0 }',
      { kind: 'command', command: ['git', 'ls-files'], limit: 0 },
    ],
  ])('makes jobs for_each = %s', (written, forEach) => {
    const [step] = parsed(commandStep(`for_each = ${written}`)).definition.steps;
    expect(step).toMatchObject({ forEach });
  });

  it.each([
    ['on_error = "retry"', { max: 3, backoff: 'exponential', delayMs: 1000, maxDelayMs: 60_000 }],
    ['retries = 2', { max: 2, jitter: true, noRetryOn: [] }],
    ['retries = { delay = "", max_delay = "" }', { max: 3, delayMs: 0, maxDelayMs: 2_073_600_000 }],
    ['on_error = "retry"\nretries = 5', { max: 5 }],
  ])('tries a job again by %s', (lines, retries) => {
    const [step] = parsed(commandStep(lines)).definition.steps;
    expect(step).toMatchObject({ onError: 'fail', retries });
  });

  it.each(['retries = 0', 'retries = { max = 0 }', ''])('tries a job once by %s', (lines) => {
    expect(parsed(commandStep(lines)).definition.steps[0].retries).toBeNull();
  });

  it('has dates as the text that stands in the file', () => {
    const [step] = parsed(commandStep('env = { DAY = 1979-05-27, NOW = 1979-05-27T07:32:00Z }')).definition
      .steps;
    expect(step).toMatchObject({ env: { DAY: '1979-05-27', NOW: '1979-05-27T07:32:00.000Z' } });
  });

  it('waits for the step before it in the file, unless it says something else', () => {
    const text = [
      commandStep('', '10'),
      commandStep('', '2'),
      commandStep('depends = []', 'at-once'),
      commandStep('depends = ""', 'at-once-too'),
      commandStep('depends = " 2,10 , 2"', 'both'),
      commandStep('', 'last'),
    ].join('');
    expect(parsed(text).definition.steps.map(({ name, depends }) => [name, depends])).toEqual([
      ['10', []],
      ['2', ['10']],
      ['at-once', []],
      ['at-once-too', []],
      ['both', ['2', '10']],
      ['last', ['both']],
    ]);
  });

  it('keeps the order of its steps in every format, even for names such as 10 and 2', () => {
    const names = ['10', 'b', '2', 'a', '1'];
    const body = names.map((name) => `"${name}": {"type": "command", "run": "true"}`).join(', ');
    const json = `{"step": {${body}}}`;
    const yaml = `step:\n${names.map((name) => `  ${name}:\n    type: command\n    run: "true"\n`).join('')}`;
    const toml = names.map((name) => commandStep('', name)).join('');
    const inline = `step = { ${names.map((name) => `${name} = { type = "command", run = "true" }`).join(', ')} }`;
    for (const [text, file] of [
      [json, 'a.json'],
      [yaml, 'a.yaml'],
      [yaml, 'a.YML'],
      [json, 'a.yaml'],
      [toml, 'a.toml'],
      [inline, 'a.toml'],
    ]) {
      expect(parsed(text, file).definition.steps.map((step) => step.name)).toEqual(names);
      expect(parsed(text, file).definition.steps[4].depends).toEqual(['a']);
    }
  });

  it('gives the shell line ends that it knows, however the file ends its lines', () => {
    const text =
      "[step.a]\r\ntype = \"command\"\r\nrun = '''\r\necho a\r\necho b\r\n'''\r\nstdin = \"x\\r\\n\"\r\n";
    expect(parsed(text).definition.steps).toMatchObject([{ run: 'echo a\necho b\n', stdin: 'x\r\n' }]);
  });

  it.each([
    ['cwd = "."', false],
    ['cwd = "./"', false],
    ['cwd = "sub/.."', false],
    ['cwd = "sub"', true],
    ['cwd = "{{item.dir}}"', true],
    ['cwd = "/"', true],
    [`cwd = '${process.cwd()}'`, true],
  ])('has absolute items exactly when the command runs in another folder: %s', (cwd, absolute) => {
    const [step] = parsed(commandStep(`${cwd}\nfor_each = { glob = "*" }`)).definition.steps;
    expect(step).toMatchObject({ forEach: { absolute } });
  });

  it('is the same in TOML, YAML and JSON', () => {
    const value = {
      name: 'Same',
      tags: ['x'],
      step: {
        a: {
          type: 'command',
          run: 'echo {{item}}',
          for_each: { list: ['1', 'zwei'], limit: 1 },
          env: { A: 'b' },
        },
        b: { type: 'test_job_generator', log_count: 1, failure_rate: 0.5, depends: ['a'] },
      },
    };
    const toml = parsed(stringify(value), 'same.toml').definition;
    expect(parsed(stringifyYaml(value), 'same.yaml').definition).toEqual(toml);
    expect(parsed(JSON.stringify(value, null, '\t'), 'same.json').definition).toEqual(toml);
  });

  it('may leave keys without a value in YAML and JSON', () => {
    const yaml =
      'name:\nschedule:\nstep:\n  a:\n    type: command\n    run: "true"\n    depends: ~\n    env:\n      A:\n';
    expect(parsed(yaml, 'x.yaml').definition).toEqual(parsed(commandStep(), 'x.toml').definition);
    const json = '{"name": null, "step": {"a": {"type": "command", "run": "true", "timeout": null}}}';
    expect(parsed(json, 'x.json').definition).toEqual(parsed(commandStep(), 'x.toml').definition);
  });

  it('may share parts by anchors in YAML', () => {
    const yaml =
      'meta:\n  base: &base { type: command, run: "true" }\nstep:\n  a: *base\n  b: { <<: *base, timeout: 5s }\n';
    expect(parsed(yaml, 'x.yaml').definition.steps).toMatchObject([
      { name: 'a', run: 'true' },
      { name: 'b', run: 'true', timeoutMs: 5000 },
    ]);
  });

  it('may share whole steps in YAML, which come after its own', () => {
    const yaml =
      'meta:\n  steps: &steps { a: { type: command, run: "true" } }\nstep:\n  <<: *steps\n  b: { type: command, run: "true" }\n';
    expect(parsed(yaml, 'x.yaml').definition.steps.map((step) => step.name)).toEqual(['b', 'a']);
  });

  it('may begin with a byte order mark, which is told as a warning', () => {
    const { definition, warnings } = parsed(`\ufeff${commandStep()}`);
    expect(definition.steps).toHaveLength(1);
    expect(warnings.map((warning) => warning.message)).toEqual([
      'job.toml begins with a byte order mark, which is not needed',
    ]);
    expect(
      parsed('\ufeff{"step": {"a": {"type": "command", "run": "true"}}}', 'x.json').warnings,
    ).toHaveLength(1);
    expect(sentences('\ufeff[step.a]\nrun = 1')).toContainEqual(
      expect.stringMatching(/^job\.toml line 1: step\.a\.type/),
    );
  });

  it('has an id from whatever its file is called', () => {
    expect(parsed(commandStep(), 'Größe 2.toml').definition.id).toBe('größe-2');
    expect(parsed(commandStep(), '---.toml').definition.id).toBe('definition');
    expect(parsed(`id = ""\nname = ""\n${commandStep()}`, 'a.b.toml').definition).toMatchObject({
      id: 'a.b',
      name: 'a.b',
    });
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('may have a step called %s', (name) => {
    expect(parsed(commandStep('', name)).definition.steps.map((step) => step.name)).toEqual([name]);
  });
});

describe('whatever a file holds', () => {
  it('there is a definition or at least one sentence, never an exception', () => {
    const scrap = fc.constantFrom(
      ...[
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '=',
        ':',
        ',',
        '\n',
        ' ',
        '-',
        '#',
        '&a',
        '*a',
        '<<',
        '!x',
        '|',
        '>',
        '\t',
        '\\',
      ],
      ...[
        'step',
        'a',
        'type',
        'command',
        'run',
        'null',
        '1',
        '1.5',
        '"x"',
        '[step.a]',
        '__proto__',
        '\0',
        '\ud800',
        '"""',
      ],
    );
    const format = fc.constantFrom('x.toml', 'x.yaml', 'x.json');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(scrap, { maxLength: 30 }).map((all) => all.join('')),
          fc.string(),
        ),
        format,
        (text, file) => {
          const result = parseDefinitionText({ file, text });
          if (result.ok) return;
          expect(result.problems.length).toBeGreaterThan(0);
          for (const { message } of result.problems) expect(message).toMatch(/^x\.\w+ [^\n]+$/);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('any value in the place of any key is one sentence or a definition', () => {
    const keys = [
      'name',
      'tags',
      'timeout',
      'step',
      'error_tolerance',
      'schedule',
      'every',
      'timezone',
      'overlap',
      'catch_up',
      'auto_start',
      'params',
      'retries',
      'meta',
    ];
    const stepKeys = [
      'type',
      'run',
      'for_each',
      'env',
      'stdin',
      'depends',
      'cwd',
      'on_error',
      'retries',
      'timeout',
      'module',
    ];
    const body = fc.oneof(
      fc.record(Object.fromEntries(stepKeys.map((key) => [key, fc.jsonValue()])), { requiredKeys: [] }),
      fc.jsonValue(),
    );
    const value = fc.record(
      {
        ...Object.fromEntries(keys.map((key) => [key, fc.jsonValue()])),
        step: fc.dictionary(fc.string(), body),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (of) => {
        const result = parseDefinitionText({ file: 'x.json', text: JSON.stringify(of, null, 1) });
        if (!result.ok)
          for (const { message } of result.problems) expect(message).toMatch(/^x\.json [^\n]+$/);
      }),
      { numRuns: 600 },
    );
  });

  it('a hundred thousand mistakes are a hundred sentences, at once', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `k${index} = 1`).join('\n');
    expect(sentences(`${keys}\n${commandStep()}`)).toHaveLength(100);
    const twice = `{${Array.from({ length: 100_000 }, () => '"a": 1').join(',\n')}}`;
    expect(sentences(twice, 'x.json')).toHaveLength(20);
    expect(sentences(twice, 'x.yaml')).toHaveLength(20);
  });

  it('ten thousand nested brackets are one sentence', () => {
    for (const [open, file] of [
      ['a = ' + '['.repeat(10_000), 'x.toml'],
      ['['.repeat(10_000), 'x.json'],
      ['['.repeat(10_000), 'x.yaml'],
      [`${'- '.repeat(10_000)}x`, 'x.yaml'],
    ]) {
      expect(sentences(open, file)).toHaveLength(1);
    }
  });

  it('a YAML file that would grow without end is one sentence', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(sentences(lines.join('\n'), 'x.yaml')).toEqual([
      'x.yaml line 1: this is not valid YAML: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });
});
