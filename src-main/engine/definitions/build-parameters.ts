/** Makes the parameters of a definition out of the checked file: order, labels, and what a schema cannot see. */
import type { ParameterFile } from '../../../src-shared/definition-parameter-file';
import type { Parameter } from '../../../src-shared/parameter';
import { checkParameter, wholePattern } from '../../../src-shared/parameter-values';
import { valueText } from './problems';
import type { LooseProblem } from './schema-problems';

/** The parameters in the order of the file, or what is wrong with them. */
export interface BuiltParameters {
  readonly parameters: readonly Parameter[];
  readonly problems: readonly LooseProblem[];
}

/** Builds the parameters; `names` are their names in the order of the file. */
export function buildParameters(
  file: Readonly<Record<string, ParameterFile>>,
  names: readonly string[],
): BuiltParameters {
  const parameters = names.map((name) => buildParameter(name, file[name]));
  const problems = parameters.flatMap((parameter) => [
    ...nameProblems(parameter.name),
    ...ruleProblems(parameter, file[parameter.name]),
  ]);
  return { parameters, problems };
}

function buildParameter(name: string, file: ParameterFile): Parameter {
  const common = { name, label: file.label?.trim() ?? name, help: file.help?.trim() ?? '' };
  if (file.type === 'boolean') return { ...common, type: 'boolean', default: file.default ?? false };
  const asked = { ...common, required: file.required ?? false };
  switch (file.type) {
    case 'string':
      return {
        ...asked,
        type: 'string',
        default: textOrNull(file.default),
        pattern: file.pattern ?? null,
      };
    case 'number':
      return {
        ...asked,
        type: 'number',
        default: file.default ?? null,
        min: file.min ?? null,
        max: file.max ?? null,
      };
    case 'choice':
      return { ...asked, type: 'choice', default: textOrNull(file.default), choices: file.choices };
    case 'path':
      return { ...asked, type: 'path', default: textOrNull(file.default) };
  }
}

/** An empty default is as good as none. */
function textOrNull(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** The name stands in placeholders and in front of "=" on the command line. */
function nameProblems(name: string): readonly LooseProblem[] {
  if (/^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u.test(name)) return [];
  const says =
    'is not a name for a parameter: it has 1 to 64 letters, digits, "_" and "-" and begins with a letter or "_"';
  return [{ path: ['params', name], says }];
}

function ruleProblems(parameter: Parameter, file: ParameterFile): readonly LooseProblem[] {
  const at = (key: string): readonly string[] => ['params', parameter.name, key];
  if (parameter.type === 'number' && parameter.min !== null && parameter.max !== null) {
    const { min, max } = parameter;
    if (min > max) return [{ path: at('min'), says: `is ${min}, which is more than max, ${max}` }];
  }
  if (parameter.type === 'string' && parameter.pattern !== null && !isPattern(parameter.pattern)) {
    const found = valueText(parameter.pattern);
    return [{ path: at('pattern'), found, says: `must be a regular expression, and ${found} is not one` }];
  }
  if (parameter.type === 'choice') {
    const twice = parameter.choices.find((choice, index) => parameter.choices.indexOf(choice) !== index);
    if (twice !== undefined) return [{ path: at('choices'), says: `has ${valueText(twice)} twice` }];
    if (parameter.choices.includes('')) return [{ path: at('choices'), says: 'has an empty text' }];
  }
  if (file.default === undefined || parameter.default === null) return [];
  const checked = checkParameter(parameter, parameter.default);
  return checked.ok ? [] : [{ path: at('default'), found: valueText(file.default), says: checked.says }];
}

function isPattern(pattern: string): boolean {
  try {
    wholePattern(pattern);
    return true;
  } catch {
    return false;
  }
}
