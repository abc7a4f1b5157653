import { describe, expect, it } from 'vitest';
import { parseDefinitionText } from '../../../../../src-main/engine/definitions/parse-text';
import { parsed, sentences } from './parsing';

/** A definition as the older system's users have them, with every key that its exports may carry. */
const generators = `
id = "load-check"
name = "Load check"
type = "custom"
job_type = "user"
description = "Prints lines and fails now and then"
tags = ["load", "logs"]
schedule = ""
timeout = "30m"
enabled = true
auto_start = false
authentication = ""
extension = false
url_patterns = []
pre_jobs = []
post_jobs = []

[meta]
author = "somebody"
version = "1.0"

[config]

[step.first]
type = "test_job_generator"
description = "A few jobs"
on_error = "continue"
condition = ""
worker_count = 5
log_count = 50
log_delay_ms = 10
failure_rate = 0.1
child_count = 0
recursion_depth = 0

[step.second]
type = "test_job_generator"
depends = "first"
on_error = "fail"
failure_rate = 0.0

[step.third]
type = "test_job_generator"
depends = "first, second"
on_error = "continue"
child_count = 2
recursion_depth = 2

[error_tolerance]
max_child_failures = 100
failure_action = "continue"
`;

describe('a definition of the older system', () => {
  it('with the generator under its first name is told the new one', () => {
    const text = '[step.a]\ntype = "error_generator"\nworker_count = 1\n';
    const result = parseDefinitionText({ file: 'job.toml', text });
    expect(result.ok ? [] : result.problems.map(({ line, hint }) => [line, hint])).toEqual([
      [2, 'Did you mean "test_job_generator"?'],
    ]);
  });

  it('runs unchanged when its steps are generators', () => {
    const { definition, warnings } = parsed(generators);
    expect(warnings).toEqual([]);
    expect(definition).toMatchObject({
      id: 'load-check',
      name: 'Load check',
      tags: ['load', 'logs'],
      timeoutMs: 1_800_000,
      enabled: true,
      errorTolerance: { maxChildFailures: 100, failureAction: 'continue' },
      steps: [
        {
          name: 'first',
          depends: [],
          onError: 'continue',
          workerCount: 5,
          logCount: 50,
          logDelayMs: 10,
          failureRate: 0.1,
          childCount: 0,
          recursionDepth: 0,
          seed: null,
        },
        { name: 'second', depends: ['first'], onError: 'fail', failureRate: 0 },
        { name: 'third', depends: ['first', 'second'], childCount: 2, recursionDepth: 2 },
      ],
    });
  });

  it.each([
    'agent',
    'crawler',
    'places_search',
    'web_search',
    'github_repo',
    'transform',
    'reindex',
    'local_dir',
  ])('is refused with one sentence when a step is a %s', (type) => {
    const text = `[step.a]\ntype = "${type}"\non_error = "fail"\nstart_urls = ["x"]\nmax_depth = 2\n`;
    expect(sentences(text)).toEqual([
      `job.toml line 2: step.a.type must be "command", "script" or "test_job_generator", not "${type}": of the older system's worker types Runsheet has test_job_generator only`,
    ]);
  });
});
