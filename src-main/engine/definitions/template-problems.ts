/** Finds placeholders that cannot work, before anything is started. */
import type { ForEach, Step } from '../../../src-shared/definition';
import { nearestName } from './names';
import { parameterOf, parameterPlaceholders, readTemplate, type TemplateFault } from './placeholders';
import type { LooseProblem } from './schema-problems';
import { compileShellCommand } from './shell-command';
import type { Placeholder } from './template-cursor';

/** What is wrong with the placeholders in the texts of a step; `parameters` are the names of the definition's. */
export function templateProblems(
  step: Step,
  parameters: readonly string[],
  platform: NodeJS.Platform = process.platform,
): readonly LooseProblem[] {
  const at = (...path: readonly PropertyKey[]): readonly PropertyKey[] => ['step', step.name, ...path];
  const forEach = step.type === 'test_job_generator' ? null : step.forEach;
  const check = (path: readonly PropertyKey[], text: string): readonly LooseProblem[] => [
    ...withoutItems(path, text, forEach),
    ...[...readTemplate(text).faults, ...unknownParameters(text, parameters)].map((fault) => ({
      path,
      ...fault,
    })),
  ];
  const key = step.key === null ? [] : check(at('key'), step.key);
  if (step.type === 'test_job_generator') return key;
  const environment = Object.entries(step.env).flatMap(([name, value]) => check(at('env', name), value));
  if (step.type === 'script') {
    return [
      ...key,
      ...moduleProblems(at('module'), step.module),
      ...environment,
      ...forEachProblems(at('for_each'), step.forEach, { parameters, platform }),
    ];
  }
  const { run } = step;
  return [
    ...key,
    ...(typeof run === 'string'
      ? [
          ...withoutItems(at('run'), run, step.forEach),
          ...[...compileShellCommand(run, platform).faults, ...unknownParameters(run, parameters)].map(
            (fault) => ({ path: at('run'), ...fault }),
          ),
        ]
      : run.flatMap((word, index) => check(at('run', index), word))),
    ...check(at('cwd'), step.cwd),
    ...(typeof step.stdin === 'string' ? check(at('stdin'), step.stdin) : []),
    ...(step.stdin !== null && typeof step.stdin === 'object' && 'file' in step.stdin
      ? check(at('stdin', 'file'), step.stdin.file)
      : []),
    ...environment,
    ...forEachProblems(at('for_each'), step.forEach, { parameters, platform }),
  ];
}

/** Placeholders for parameters that the definition does not have. */
function unknownParameters(text: string, parameters: readonly string[]): readonly TemplateFault[] {
  return placeholdersIn(text).flatMap(({ name, raw }) => {
    const parameter = parameterOf(name);
    if (parameter === null || parameters.includes(parameter)) return [];
    const meant = nearestName(parameter, parameters);
    const says = `has ${raw}, but there is no parameter ${parameter}`;
    const known = parameters.map((one) => `{{params.${one}}}`).join(', ');
    return [
      {
        says: meant === undefined ? says : `${says}; did you mean {{params.${meant}}}?`,
        hint:
          parameters.length === 0
            ? `Parameters are tables such as [params.${parameter}] with a type.`
            : `Known parameters: ${known}.`,
      },
    ];
  });
}

function placeholdersIn(text: string): readonly Placeholder[] {
  return readTemplate(text).parts.flatMap((part) => (part.kind === 'placeholder' ? [part] : []));
}

function itemPlaceholdersIn(text: string): readonly Placeholder[] {
  return placeholdersIn(text).filter(({ name }) => parameterOf(name) === null);
}

/** A placeholder stands for an item, so there must be items. */
function withoutItems(
  path: readonly PropertyKey[],
  text: string,
  forEach: ForEach | null,
): readonly LooseProblem[] {
  if (forEach !== null) return [];
  return itemPlaceholdersIn(text)
    .slice(0, 1)
    .map(({ raw }) => ({
      path,
      says: `has ${raw}, but the step has no for_each`,
      hint: 'for_each makes one job for each item: for_each = { glob = "*.jpg" }.',
    }));
}

function forEachProblems(
  path: readonly PropertyKey[],
  forEach: ForEach | null,
  { parameters, platform }: { readonly parameters: readonly string[]; readonly platform: NodeJS.Platform },
): readonly LooseProblem[] {
  const check = (key: string, text: string): readonly LooseProblem[] =>
    [...withoutItem(text), ...unknownParameters(text, parameters)].map((fault) => ({
      path: [...path, key],
      ...fault,
    }));
  switch (forEach?.kind) {
    case 'glob':
      return forEach.patterns.flatMap((pattern) => check('glob', pattern));
    case 'lines':
      return check('lines', forEach.file);
    case 'command': {
      const { command } = forEach;
      const faults = typeof command === 'string' ? compileShellCommand(command, platform).faults : [];
      const said = readTemplate(typeof command === 'string' ? command : '').faults.map(({ says }) => says);
      const hasItem = itemPlaceholdersIn(typeof command === 'string' ? command : '').length > 0;
      return [
        ...(typeof command === 'string' ? [command] : command).flatMap((word) => check('command', word)),
        ...faults
          .filter(({ says }) => !hasItem && !said.includes(says))
          .map((fault) => ({ path: [...path, 'command'], ...fault })),
      ];
    }
    case 'list':
      // In an item only parameters are placeholders: everything else stays as it stands.
      return forEach.items
        .flatMap((item) => parameterPlaceholders(item))
        .flatMap((raw) => [...readTemplate(raw).faults, ...unknownParameters(raw, parameters)])
        .slice(0, 1)
        .map((fault) => ({ path, ...fault }));
    case 'range':
    case undefined:
      return [];
  }
}

/** A text that makes the items cannot hold one. */
function withoutItem(text: string): readonly TemplateFault[] {
  return [
    ...readTemplate(text).faults,
    ...itemPlaceholdersIn(text)
      .slice(0, 1)
      .map(({ raw }) => ({
        says: `has ${raw}, which stands for an item and can only be used in run, cwd, env, stdin and key`,
        hint: null,
      })),
  ];
}

/** A module is the same for all jobs and all runs. */
function moduleProblems(path: readonly PropertyKey[], text: string): readonly LooseProblem[] {
  const placeholder = placeholdersIn(text).find(({ name }) => parameterOf(name) !== null);
  const fault =
    placeholder === undefined
      ? []
      : [{ says: `has ${placeholder.raw}, and a module is the same in every run`, hint: moduleHint }];
  return [...withoutItem(text), ...fault].map((one) => ({ path, ...one }));
}

const moduleHint = 'The script has the parameters in job.params.';
