/** Finds placeholders that cannot work, before anything is started. */
import type { ForEach, Step } from '../../../src-shared/definition';
import { readTemplate, type TemplateFault } from './placeholders';
import type { LooseProblem } from './schema-problems';
import { compileShellCommand } from './shell-command';

/** What is wrong with the placeholders in the texts of a step. */
export function templateProblems(
  step: Step,
  platform: NodeJS.Platform = process.platform,
): readonly LooseProblem[] {
  const at = (...path: readonly PropertyKey[]): readonly PropertyKey[] => ['step', step.name, ...path];
  const forEach = step.type === 'test_job_generator' ? null : step.forEach;
  const check = (path: readonly PropertyKey[], text: string): readonly LooseProblem[] => [
    ...withoutItems(path, text, forEach),
    ...readTemplate(text).faults.map((fault) => ({ path, ...fault })),
  ];
  const key = step.key === null ? [] : check(at('key'), step.key);
  if (step.type === 'test_job_generator') return key;
  const environment = Object.entries(step.env).flatMap(([name, value]) => check(at('env', name), value));
  if (step.type === 'script') {
    return [
      ...key,
      ...fixed(at('module'), step.module),
      ...environment,
      ...forEachProblems(at('for_each'), step.forEach, platform),
    ];
  }
  const { run } = step;
  return [
    ...key,
    ...(typeof run === 'string'
      ? [
          ...withoutItems(at('run'), run, step.forEach),
          ...compileShellCommand(run, platform).faults.map((fault) => ({ path: at('run'), ...fault })),
        ]
      : run.flatMap((word, index) => check(at('run', index), word))),
    ...check(at('cwd'), step.cwd),
    ...(step.stdin === null ? [] : check(at('stdin'), step.stdin)),
    ...environment,
    ...forEachProblems(at('for_each'), step.forEach, platform),
  ];
}

/** A placeholder stands for an item, so there must be items. */
function withoutItems(
  path: readonly PropertyKey[],
  text: string,
  forEach: ForEach | null,
): readonly LooseProblem[] {
  if (forEach !== null) return [];
  const placeholder = readTemplate(text).parts.find((part) => part.kind === 'placeholder');
  if (placeholder?.kind !== 'placeholder') return [];
  const says = `has ${placeholder.raw}, but the step has no for_each`;
  return [{ path, says, hint: 'for_each makes one job for each item: for_each = { glob = "*.jpg" }.' }];
}

function forEachProblems(
  path: readonly PropertyKey[],
  forEach: ForEach | null,
  platform: NodeJS.Platform,
): readonly LooseProblem[] {
  switch (forEach?.kind) {
    case 'glob':
      return forEach.patterns.flatMap((pattern) => fixed([...path, 'glob'], pattern));
    case 'lines':
      return fixed([...path, 'lines'], forEach.file);
    case 'command': {
      const { command } = forEach;
      const faults = typeof command === 'string' ? compileShellCommand(command, platform).faults : [];
      return [
        ...(typeof command === 'string' ? [command] : command).flatMap((word) =>
          fixed([...path, 'command'], word),
        ),
        ...faults.filter(isAboutTheShell).map((fault) => ({ path: [...path, 'command'], ...fault })),
      ];
    }
    case 'list':
      return forEach.items
        .filter((item) => /\{\{\s*params\b/.test(item))
        .slice(0, 1)
        .flatMap((item) => readTemplate(item).faults.map((fault) => ({ path, ...fault })));
    case 'range':
    case undefined:
      return [];
  }
}

/** A text that is the same for all jobs, or that makes the jobs, cannot hold placeholders. */
function fixed(path: readonly PropertyKey[], text: string): readonly LooseProblem[] {
  const { parts, faults } = readTemplate(text);
  const placeholders = parts.flatMap((part) => (part.kind === 'placeholder' ? [part.raw] : []));
  return [
    ...faults.map((fault) => ({ path, ...fault })),
    ...placeholders.slice(0, 1).map((raw) => ({
      path,
      says: `has ${raw}, which stands for an item and can only be used in run, cwd, env, stdin and key`,
    })),
  ];
}

/** `fixed` has said what is wrong with the placeholders themselves. */
function isAboutTheShell(fault: TemplateFault): boolean {
  return !fault.says.includes('{{');
}
