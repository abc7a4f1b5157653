/** Reads what a script hands to `job.spawn`. Every mistake is one sentence. */
import { parseDuration } from '../../../src-shared/definition-duration';
import type { ChildRequest } from './protocol';
import { childSeed } from './seeded-random';

const commonKeys = ['name', 'type', 'timeout'];
const ownKeys = {
  command: ['run', 'cwd', 'env'],
  script: ['module', 'params'],
  test_job_generator: ['log_count', 'log_delay_ms', 'failure_rate', 'child_count', 'recursion_depth', 'seed'],
} as const;
type ChildType = keyof typeof ownKeys;

/** The request in its checked form; throws a `TypeError`. `seed` is for generators that have none. */
export function readChildRequest(given: unknown, seed: number): ChildRequest {
  const child = record(given, 'job.spawn needs an object such as { name, type: "command", run }');
  const { name, type } = child;
  if (typeof name !== 'string' || name === '') throw new TypeError('job.spawn: name must be a text');
  if (typeof type !== 'string' || !isChildType(type)) {
    throw new TypeError('job.spawn: type must be "command", "script" or "test_job_generator"');
  }
  const known: readonly string[] = [...commonKeys, ...ownKeys[type]];
  for (const key of Object.keys(child)) {
    if (!known.includes(key)) {
      throw new TypeError(`job.spawn: ${type} has no key ${key}; it has ${known.join(', ')}`);
    }
  }
  return { name, work: readWork(type, child, seed), timeoutMs: readTimeout(child.timeout) };
}

function readWork(
  type: ChildType,
  child: Readonly<Record<string, unknown>>,
  seed: number,
): ChildRequest['work'] {
  switch (type) {
    case 'command':
      return {
        type,
        run: readRun(child.run),
        ...(child.cwd === undefined ? {} : { cwd: text(child.cwd, 'cwd') }),
        ...(child.env === undefined ? {} : { env: readEnvironment(child.env) }),
      };
    case 'script':
      return {
        type,
        module: text(child.module, 'module'),
        ...(child.params === undefined
          ? {}
          : { params: record(child.params, 'job.spawn: params must be an object') }),
      };
    case 'test_job_generator':
      return {
        type,
        logCount: number(child.log_count ?? 10, 'log_count'),
        logDelayMs: number(child.log_delay_ms ?? 0, 'log_delay_ms'),
        failureRate: number(child.failure_rate ?? 0, 'failure_rate'),
        childCount: number(child.child_count ?? 0, 'child_count'),
        depth: 0,
        recursionDepth: number(child.recursion_depth ?? 0, 'recursion_depth'),
        seed: child.seed === undefined ? childSeed(seed, 0) : seedOf(child.seed),
      };
  }
}

function isChildType(type: string): type is ChildType {
  return Object.hasOwn(ownKeys, type);
}

function readRun(run: unknown): string | readonly string[] {
  if (typeof run === 'string' && run !== '') return run;
  if (Array.isArray(run) && run.length > 0 && run.every((word) => typeof word === 'string')) return run;
  throw new TypeError('job.spawn: run must be a text for the shell, or a list of words to run as it stands');
}

function readEnvironment(env: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(record(env, 'job.spawn: env must be an object'));
  return Object.fromEntries(entries.map(([name, value]) => [name, text(value, `env.${name}`)]));
}

function readTimeout(timeout: unknown): number | null {
  if (timeout === undefined || timeout === null) return null;
  const milliseconds = typeof timeout === 'string' ? parseDuration(timeout) : timeout;
  if (typeof milliseconds !== 'number' || !(milliseconds > 0)) {
    throw new TypeError('job.spawn: timeout must be a duration such as "30s", or a number of milliseconds');
  }
  return milliseconds;
}

function record(value: unknown, problem: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(problem);
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, key: string): string {
  if (typeof value !== 'string' || value.includes('\0'))
    throw new TypeError(`job.spawn: ${key} must be a text`);
  return value;
}

function number(value: unknown, key: string): number {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) {
    throw new TypeError(`job.spawn: ${key} must be a number, 0 or more`);
  }
  return value;
}

function seedOf(value: unknown): number {
  if (!Number.isInteger(value)) throw new TypeError('job.spawn: seed must be a whole number');
  return Number(value);
}
