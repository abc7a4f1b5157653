/**
 * Checks the values that a run is started with against the parameters of its definition. The engine, the command line
 * and the form in the window all ask here, so that they agree in every word.
 */
import type { Parameter, ParameterValue, ParameterValues } from './parameter';

/** One value that cannot stand. */
export interface ParameterProblem {
  /** Name of the parameter, as it was given. */
  readonly name: string;
  /** The sentence after the parameter's name: "must be a number, not "x"". */
  readonly says: string;
  /** The whole sentence. */
  readonly message: string;
  /** A required parameter that has no value. */
  readonly isMissing: boolean;
}

/** Values for a run, or everything that is wrong with those that were given. */
export type CheckedParameters =
  | { readonly ok: true; readonly values: ParameterValues }
  | { readonly ok: false; readonly problems: readonly ParameterProblem[] };

/** Finds the name that was probably meant. */
export type NearestName = (name: string, candidates: readonly string[]) => string | undefined;

/** What the value of one parameter is, or why it cannot be. */
export type CheckedValue =
  { readonly ok: true; readonly value: ParameterValue } | { readonly ok: false; readonly says: string };

/**
 * Checks given values, which may be text as it was typed. What is not given has its default. Every parameter has a
 * value afterwards; one that is optional and was left empty has empty text.
 */
export function checkParameters(
  parameters: readonly Parameter[],
  given: ParameterValues,
  nearestName: NearestName = () => undefined,
): CheckedParameters {
  const values: Record<string, ParameterValue> = {};
  const problems: ParameterProblem[] = [];
  for (const parameter of parameters) {
    const { name } = parameter;
    const value = Object.hasOwn(given, name) ? given[name] : startValue(parameter);
    const checked = checkParameter(parameter, value);
    if (checked.ok) values[name] = checked.value;
    else problems.push(problemOf(parameter, checked.says));
  }
  const names = parameters.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) problems.push(unknownParameter(name, names, nearestName));
  }
  return problems.length === 0 ? { ok: true, values } : { ok: false, problems };
}

/** What a parameter is when nothing is given: its default, or empty text. */
export function startValue(parameter: Parameter): ParameterValue {
  return parameter.default ?? '';
}

/** Checks one value. */
export function checkParameter(parameter: Parameter, given: ParameterValue): CheckedValue {
  if (typeof given === 'string' && given.includes('\0')) return refuse('must not have a NUL character');
  if (parameter.type === 'boolean') return checkBoolean(given);
  if (given === '' || (parameter.type !== 'string' && String(given).trim() === '')) {
    return parameter.required ? refuse(mustBeGiven) : { ok: true, value: '' };
  }
  switch (parameter.type) {
    case 'number':
      return checkNumber(parameter, given);
    case 'choice': {
      const value = String(given);
      if (parameter.choices.includes(value)) return { ok: true, value };
      return refuse(`must be ${wordList(parameter.choices)}, not ${shown(given)}`);
    }
    case 'string': {
      const value = String(given);
      if (parameter.required && value.trim() === '') return refuse(mustBeGiven);
      if (parameter.pattern === null || wholePattern(parameter.pattern).test(value))
        return { ok: true, value };
      return refuse(`must match the pattern ${parameter.pattern}, and ${shown(given)} does not`);
    }
    case 'path':
      return { ok: true, value: String(given) };
  }
}

/** The regular expression of a pattern, for a whole text. Throws when the pattern is not one. */
export function wholePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}

/** The numbers that are taken, as one can type them: "from 1 to 8000", "1 or more"; empty text when all are. */
export function boundsText(bounds: { readonly min: number | null; readonly max: number | null }): string {
  const { min, max } = bounds;
  if (min !== null && max !== null) return `from ${min} to ${max}`;
  if (min !== null) return `${min} or more`;
  return max === null ? '' : `${max} or less`;
}

const mustBeGiven = 'must be given';

function checkBoolean(given: ParameterValue): CheckedValue {
  if (typeof given === 'boolean') return { ok: true, value: given };
  const word = String(given).trim().toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return { ok: true, value: true };
  if (['false', 'no', 'off', '0'].includes(word)) return { ok: true, value: false };
  return refuse(`must be true or false, not ${shown(given)}`);
}

function checkNumber(
  parameter: Extract<Parameter, { readonly type: 'number' }>,
  given: ParameterValue,
): CheckedValue {
  const value = typeof given === 'number' ? given : toNumber(given);
  if (!Number.isFinite(value)) return refuse(`must be a number, not ${shown(given)}`);
  const { min, max } = parameter;
  if ((min === null || value >= min) && (max === null || value <= max)) return { ok: true, value };
  return refuse(`must be ${boundsText(parameter)}, not ${value}`);
}

function toNumber(given: string | boolean): number {
  const text = String(given).trim();
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function unknownParameter(
  name: string,
  names: readonly string[],
  nearestName: NearestName,
): ParameterProblem {
  const meant = nearestName(name, names);
  const rest =
    names.length === 0
      ? 'the definition has no parameters'
      : meant === undefined
        ? `the definition has ${names.join(', ')}`
        : `did you mean ${meant}?`;
  const says = `is not a parameter of the definition`;
  const message = `There is no parameter ${shown(name)}; ${rest}`;
  return { name, says, message: meant === undefined ? `${message}.` : message, isMissing: false };
}

function problemOf(parameter: Parameter, says: string): ParameterProblem {
  const { name, label } = parameter;
  const called = label === name ? name : `${name} (${label})`;
  return {
    name,
    says,
    message: `The parameter ${called} ${says}.`,
    isMissing: says === mustBeGiven,
  };
}

function refuse(says: string): CheckedValue {
  return { ok: false, says };
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
function wordList(words: readonly string[]): string {
  const quoted = words.map((word) => JSON.stringify(word));
  if (quoted.length === 1) return quoted[0];
  return `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}

function shown(value: ParameterValue): string {
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
}
