/** Checks that the dependencies of steps name steps and do not go round in circles. */
import { nearestName } from './names';
import type { LooseProblem } from './schema-problems';

/** The part of a step that this is about. */
export interface StepDependencies {
  readonly name: string;
  readonly depends: readonly string[];
}

/** What is wrong with the dependencies of the steps. */
export function dependencyProblems(steps: readonly StepDependencies[]): readonly LooseProblem[] {
  const names = steps.map((step) => step.name);
  const known = new Set(names);
  const problems: LooseProblem[] = [];
  for (const step of steps) {
    const path = ['step', step.name, 'depends'];
    for (const name of step.depends) {
      if (name === step.name) {
        problems.push({ path, found: name, says: 'names the step itself' });
      } else if (!known.has(name)) {
        const meant = nearestName(
          name,
          names.filter((other) => other !== step.name),
        );
        const ending = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
        const says = `names ${JSON.stringify(name)}, and there is no such step${ending}`;
        problems.push({ path, found: name, says, hint: `Steps: ${names.join(', ')}.` });
      }
    }
  }
  const circle = findCircle(steps);
  if (circle !== null) {
    const says = `goes round in a circle: ${[...circle, circle[0]].join(' → ')}`;
    problems.push({ path: ['step', circle[0], 'depends'], says, hint: 'An arrow reads "waits for".' });
  }
  return problems;
}

/** The first circle of two or more steps, or null. */
function findCircle(steps: readonly StepDependencies[]): readonly string[] | null {
  const depends = new Map(steps.map((step) => [step.name, step.depends]));
  const done = new Set<string>();
  for (const { name } of steps) {
    // A path of names with the dependencies still to look at; no recursion, so a long chain is no trouble.
    const trail: { readonly name: string; readonly rest: string[] }[] = [];
    const enter = (next: string): void => {
      trail.push({ name: next, rest: (depends.get(next) ?? []).filter((other) => other !== next) });
    };
    if (!done.has(name)) enter(name);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        done.add(top.name);
        trail.pop();
      } else {
        const start = trail.findIndex((entry) => entry.name === next);
        if (start !== -1) return trail.slice(start).map((entry) => entry.name);
        if (depends.has(next) && !done.has(next)) enter(next);
      }
    }
  }
  return null;
}
