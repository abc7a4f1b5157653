/** The values of parameters as they are given on the command line: `--param name=value`. */
import type { Definition } from '../../src-shared/definition';
import { RunsheetError } from '../../src-shared/errors';
import type { Parameter, ParameterValue } from '../../src-shared/parameter';
import { checkParameters } from '../../src-shared/parameter-values';
import { parameterError } from '../engine/definition-loading';
import { nearestName } from '../engine/definitions/names';
import { absolutePaths } from '../engine/definitions/parameter-paths';

/**
 * Checks the values that were given. Paths are relative to the working folder and absolute afterwards; what was not
 * given is left out. Throws `bad-input` that names every parameter whose value cannot stand, and says how to give one.
 */
export function parameterValues(
  definition: Definition,
  options: { readonly given: readonly string[]; readonly workingFolder: string; readonly file: string },
): Record<string, ParameterValue> {
  const { params } = definition;
  const values = readValues(options.given);
  const checked = checkParameters(params, values, nearestName);
  if (!checked.ok) {
    const missing = checked.problems.filter(({ isMissing }) => isMissing).map(({ name }) => name);
    const forms = params.filter(({ name }) => missing.includes(name)).map(formOf);
    throw parameterError(
      checked.problems,
      forms.length === 0 ? undefined : `Write: runsheet run ${options.file} ${forms.join(' ')}`,
    );
  }
  const absolute = absolutePaths(params, checked.values, options.workingFolder);
  return Object.fromEntries(Object.keys(values).map((name) => [name, absolute[name]]));
}

function readValues(given: readonly string[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) {
      throw new RunsheetError('bad-input', `--param must be NAME=VALUE, not "${text}".`);
    }
    const name = text.slice(0, at);
    if (values.has(name)) {
      throw new RunsheetError('bad-input', `The parameter ${name} is given twice.`);
    }
    values.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(values);
}

/** `--param width=NUMBER`. */
function formOf(parameter: Parameter): string {
  const value = parameter.type === 'choice' ? parameter.choices.join('|') : valueWords[parameter.type];
  return `--param ${parameter.name}=${value}`;
}

const valueWords = { string: 'TEXT', number: 'NUMBER', boolean: 'true|false', path: 'PATH' } as const;
