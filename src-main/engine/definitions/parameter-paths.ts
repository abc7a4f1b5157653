/** Paths among the values of parameters: relative ones made absolute, because a run keeps what was meant. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Parameter, ParameterValue, ParameterValues } from '../../../src-shared/parameter';

/**
 * The values with every path absolute: relative to `directory`, and `~/` in front is the home folder. Whether there is
 * something at a path is not asked: a run may well make it.
 */
export function absolutePaths(
  parameters: readonly Parameter[],
  values: ParameterValues,
  directory: string,
): ParameterValues {
  const paths = new Set(parameters.flatMap(({ type, name }) => (type === 'path' ? [name] : [])));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      paths.has(name) ? absolute(value, directory) : value,
    ]),
  );
}

function absolute(value: ParameterValue, directory: string): ParameterValue {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const home = /^~(?:[/\\]|$)/.exec(value);
  return home === null ? resolve(directory, value) : join(homedir(), value.slice(1));
}
