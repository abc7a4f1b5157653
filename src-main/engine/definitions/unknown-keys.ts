/** What to say of a key that the schema does not know. */
import type { z } from 'zod';
import { definitionFileSchema, errorToleranceKeys } from '../../../src-shared/definition-file';
import { parameterFileSchemas } from '../../../src-shared/definition-parameter-file';
import {
  commandStepFileSchema,
  forEachKeys,
  standardInputKeys,
  generatorStepFileSchema,
  retriesKeys,
  scriptStepFileSchema,
} from '../../../src-shared/definition-step-file';
import { nearestName } from './names';

/** The sentence after the key, and what to do. */
export interface UnknownKeyWords {
  readonly says: string;
  readonly hint: string | null;
}

const topKeys = Object.keys(definitionFileSchema.shape);
const stepKeys: Readonly<Record<string, readonly string[]>> = {
  command: Object.keys(commandStepFileSchema.shape),
  script: Object.keys(scriptStepFileSchema.shape),
  test_job_generator: Object.keys(generatorStepFileSchema.shape),
};

const parameterKeys: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(parameterFileSchemas).map(([type, { shape }]) => [type, Object.keys(shape)]),
);

/** Keys that only pass when they ask for nothing. */
function unsupportedKeys(shape: Readonly<Record<string, z.ZodType>>): readonly string[] {
  return Object.entries(shape).flatMap(([key, schema]) => (schema.meta()?.deprecated === true ? [key] : []));
}

const unsupported: Readonly<Record<'top' | 'step', readonly string[]>> = {
  top: unsupportedKeys(definitionFileSchema.shape),
  step: unsupportedKeys(commandStepFileSchema.shape),
};

/** Names that other tools have for our keys. */
const synonyms: Readonly<Record<string, string>> = {
  after: 'depends',
  args: 'run',
  cmd: 'run',
  command: 'run',
  directory: 'cwd',
  environment: 'env',
  exec: 'run',
  for: 'for_each',
  foreach: 'for_each',
  job: 'step',
  jobs: 'step',
  max_parallel: 'concurrency',
  needs: 'depends',
  parallel: 'concurrency',
  attempts: 'max',
  retry: 'retries',
  path: 'module',
  script: 'module',
  shell: 'run',
  steps: 'step',
  tasks: 'step',
  title: 'name',
  workdir: 'cwd',
  working_directory: 'cwd',
};

/** Words for the key at the end of `path`; `type` is that of the step or parameter it stands in, if it does. */
export function unknownKeyWords(path: readonly PropertyKey[], type: string | null): UnknownKeyWords {
  const name = String(path[path.length - 1]);
  const isStepKey = path.length === 3 && path[0] === 'step';
  const own = ownKeys(path, type);
  if (path.length === 3 && path[0] === 'params' && type !== null) {
    const owners = Object.keys(parameterKeys).filter((one) => parameterKeys[one].includes(name));
    if (owners.length > 0) {
      const types = owners
        .map((one) => `"${one}"`)
        .join(', ')
        .replace(/, (?!.*, )/, ' and ');
      return { says: `is for parameters of type ${types}, not for "${type}"`, hint: null };
    }
  }
  if (isStepKey && type !== null) {
    const owners = Object.keys(stepKeys).filter((one) => stepKeys[one].includes(name));
    if (owners.length > 0) {
      const types = owners.map((one) => `"${one}"`).join(' and ');
      return { says: `is for steps of type ${types}, not for "${type}"`, hint: null };
    }
    if (topKeys.includes(name)) {
      return {
        says: 'belongs at the top of the file, not in a step',
        hint: 'In TOML every key below a [header] belongs to it: write the key above the first one.',
      };
    }
  }
  if (path.length === 1 && Object.values(stepKeys).some((keys) => keys.includes(name))) {
    return {
      says: 'belongs in a step, not at the top of the file',
      hint: 'Write it below a header such as [step.build].',
    };
  }
  const hidden = unsupported[path.length === 1 ? 'top' : 'step'];
  const supported = own.filter((key) => !hidden.includes(key));
  const synonym = synonyms[name.toLowerCase()];
  const meant = nearestName(name, own) ?? (own.includes(synonym) ? synonym : undefined);
  return {
    says: meant === undefined ? 'is not a known key' : `is not a known key; did you mean ${meant}?`,
    hint: supported.length === 0 ? null : `Known keys here: ${supported.join(', ')}.`,
  };
}

function ownKeys(path: readonly PropertyKey[], type: string | null): readonly string[] {
  if (path.length === 1) return topKeys;
  if (path[0] === 'error_tolerance') return errorToleranceKeys;
  if (path[0] === 'params' && path.length === 3) return parameterKeys[type ?? ''] ?? [];
  if (path[0] !== 'step') return [];
  if (path.length === 3) return stepKeys[type ?? ''] ?? [];
  if (path[2] === 'retries') return retriesKeys;
  if (path[2] === 'stdin') return standardInputKeys;
  return path[2] === 'for_each' ? forEachKeys : [];
}
