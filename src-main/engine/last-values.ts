/** The values that a definition was last run with, to be offered again. */
import type { Parameter, ParameterValue, ParameterValues } from '../../src-shared/parameter';
import { checkParameter } from '../../src-shared/parameter-values';
import type { RunRecord } from './storage/run-records';

/** Runs that are looked at, newest first: whoever ran more since then gets the defaults. */
const mostRuns = 300;

/** What is looked for, and where. */
export interface LastValuesParts {
  /** Numbers of all runs, ascending. */
  readonly runNumbers: readonly number[];
  /** What the list says of a run: the id of its definition. */
  readonly typeOf: (run: number) => string | null;
  readonly recordOf: (run: number) => RunRecord | null;
}

/** The values of the latest run of a definition file that its parameters still take; null when it has not run. */
export function lastValues(
  definition: { readonly path: string; readonly id: string; readonly params: readonly Parameter[] },
  { runNumbers, typeOf, recordOf }: LastValuesParts,
): Record<string, ParameterValue> | null {
  const oldest = Math.max(0, runNumbers.length - mostRuns);
  for (let at = runNumbers.length - 1; at >= oldest; at -= 1) {
    if (typeOf(runNumbers[at]) !== definition.id) continue;
    const record = recordOf(runNumbers[at]);
    if (record?.path === definition.path) return stillTaken(definition.params, record.params);
  }
  return null;
}

function stillTaken(
  parameters: readonly Parameter[],
  values: ParameterValues,
): Record<string, ParameterValue> {
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const { name } = parameter;
      return Object.hasOwn(values, name) && checkParameter(parameter, values[name]).ok
        ? [[name, values[name]]]
        : [];
    }),
  );
}
