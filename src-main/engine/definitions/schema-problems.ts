/** Makes sentences for people out of what the schema found wrong. */
import type { z } from 'zod';
import { stepTypes } from '../../../src-shared/definition';
import { nearestName } from './names';
import { valueText, type ProblemParts } from './problems';
import { unknownKeyWords } from './unknown-keys';

/** Unknown keys told about one table; each is compared with all known ones. */
const mostKeys = 100;

type Issue = z.core.$ZodIssue;
/** A problem before file and position are known. */
export type LooseProblem = Omit<ProblemParts, 'file' | 'position'> & {
  readonly path: readonly PropertyKey[];
  readonly isUnknownKey?: boolean;
};

/** One problem for each thing that is wrong; `value` is what was checked. */
export function schemaProblems(issues: readonly Issue[], value: unknown): readonly LooseProblem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, [], value));
  const incomplete = new Set(
    problems.flatMap((problem) => (problem.isUnknownKey ? [JSON.stringify(problem.path.slice(0, -1))] : [])),
  );
  // What a table lacks is said once its unknown keys are put right: one of them may be what it lacks.
  return problems.filter((problem) => problem.isUnknownKey || !incomplete.has(JSON.stringify(problem.path)));
}

function problemsOf(issue: Issue, above: readonly PropertyKey[], value: unknown): readonly LooseProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, mostKeys).map((key) => {
      const words = unknownKeyWords([...path, key], typeAt(path, value));
      return { path: [...path, key], ...words, isUnknownKey: true };
    });
  }
  if (issue.code === 'invalid_key') {
    return [{ path, says: issue.issues[0]?.message ?? 'is not a name that can stand here' }];
  }
  if (issue.code === 'invalid_union') {
    // The alternative that was meant is the one whose kind of value fits.
    const meant = issue.errors.filter((errors) => !errors.some(isWrongKind));
    if (meant.length === 1) return meant[0].flatMap((inner) => problemsOf(inner, path, value));
  }
  return [sentence(path, issue.message, value)];
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function sentence(path: readonly PropertyKey[], message: string, root: unknown): LooseProblem {
  const found = valueAt(root, path);
  if (path.length === 0) return { path, says: `the file must be ${message}, not ${valueText(found)}` };
  if (path.length === 2 && path[0] === 'step') return notAStep(path, found);
  if (path.length === 2 && path[0] === 'params') return notAParameter(path, found);
  const foundText = valueText(found);
  if (message.startsWith('is ')) return { path, found: foundText, says: message };
  if (found === undefined) {
    return { path, expected: message, says: `is missing; it must be ${message}` };
  }
  const problem = { path, found: foundText, expected: message, says: `must be ${message}, not ${foundText}` };
  if (path.length === 3 && path[0] === 'step' && path[2] === 'type') return wrongType(problem, found);
  const meant = typeof found === 'string' ? nearestName(found, quotedWords(message)) : undefined;
  return meant === undefined ? problem : { ...problem, hint: `Did you mean "${meant}"?` };
}

function notAStep(path: readonly PropertyKey[], found: unknown): LooseProblem {
  const expected = 'a table such as [step.build]';
  const says = `must be ${expected}, not ${valueText(found)}`;
  return {
    path,
    found: valueText(found),
    expected,
    says,
    hint: 'Every step has a name: [step.build], not [step].',
  };
}

function notAParameter(path: readonly PropertyKey[], found: unknown): LooseProblem {
  const expected = `a table such as [params.${String(path[1])}] with a type`;
  const says = `must be ${expected}, not ${valueText(found)}`;
  return { path, found: valueText(found), expected, says };
}

function wrongType(problem: LooseProblem, found: unknown): LooseProblem {
  const meant = typeof found === 'string' ? nearestName(found, stepTypes) : undefined;
  if (meant !== undefined) return { ...problem, hint: `Did you mean "${meant}"?` };
  return {
    ...problem,
    says: `${problem.says}: of the older system's worker types Runsheet has test_job_generator only`,
    hint: 'A command or a script can do the same work.',
  };
}

/** The words in quotes of an expectation such as `"fail", "continue" or "fatal"`. */
function quotedWords(expected: string): readonly string[] {
  return [...expected.matchAll(/"([a-z_]+)"/g)].map((match) => match[1]);
}

/** The type of the step or parameter that a path stands in. */
function typeAt(path: readonly PropertyKey[], root: unknown): string | null {
  if ((path[0] !== 'step' && path[0] !== 'params') || path.length < 2) return null;
  const type = valueAt(root, [path[0], path[1], 'type']);
  return typeof type === 'string' ? type : null;
}

/** The value at a path; undefined where there is none. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return value;
}
