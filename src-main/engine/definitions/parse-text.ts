/** From the text of a definition file to a {@link Definition}, or to sentences that say what is wrong with it. */
import { dirname, extname, parse as parsePath } from 'node:path';
import type { Definition } from '../../../src-shared/definition';
import { definitionFileSchema, type DefinitionFile } from '../../../src-shared/definition-file';
import { buildParameters } from './build-parameters';
import { buildSchedule, type BuiltSchedule } from './build-schedule';
import { buildSteps } from './build-steps';
import { readJsonSource } from './json-source';
import { definitionProblem, type DefinitionProblem, type SourcePosition } from './problems';
import { schemaProblems, type LooseProblem } from './schema-problems';
import { keysInOrder, nearestNode, positionFinder, type SourceNode, type SourceResult } from './source-tree';
import { readTomlSource } from './toml-source';
import { readYamlSource } from './yaml-source';

/** A definition that can be looked at, and its file. */
export interface ParsedDefinition {
  readonly ok: true;
  readonly definition: Definition;
  /** Path of the file as it was given. */
  readonly file: string;
  /** Folder of the file: what paths in the definition are relative to. */
  readonly directory: string;
  /** Nothing that keeps it from running. */
  readonly warnings: readonly DefinitionProblem[];
  /** Where a key stands, or the nearest key around it. */
  readonly locate: (path: readonly PropertyKey[]) => SourcePosition;
}

/** A definition, or everything that is wrong with it in the order of the file. */
export type DefinitionResult =
  ParsedDefinition | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Problems told about one file: nobody reads more, and a broken file can have a hundred thousand. */
const mostProblems = 100;

const readers: Readonly<Record<string, (text: string) => SourceResult>> = {
  '.toml': readTomlSource,
  '.yaml': readYamlSource,
  '.yml': readYamlSource,
  '.json': readJsonSource,
};

/** True when the extension of a path is that of a definition file. */
export function isDefinitionFile(path: string): boolean {
  return extname(path).toLowerCase() in readers;
}

/** Reads the text of a definition; the extension of `file` says in which format it is. Never throws. */
export function parseDefinitionText(input: {
  readonly file: string;
  readonly text: string;
}): DefinitionResult {
  const { file } = input;
  const fail = (...problems: readonly DefinitionProblem[]): DefinitionResult => ({ ok: false, problems });
  const read = readers[extname(file).toLowerCase()];
  if (read === undefined) {
    const says = 'is not a definition file: its name must end in .toml, .yaml, .yml or .json';
    return fail(definitionProblem({ file, says }));
  }
  const hasMark = input.text.startsWith('\ufeff');
  const text = hasMark ? input.text.slice(1) : input.text;
  if (text.trim() === '') return fail(definitionProblem({ file, says: 'is empty' }));

  const source = read(text);
  const positionOf = positionFinder(text);
  if (!source.ok) {
    const problems = source.problems
      .slice(0, mostProblems)
      .map(({ offset, ...rest }) => definitionProblem({ file, position: positionOf(offset), ...rest }));
    return fail(...problems);
  }
  const { root, value } = source.document;
  const locate = (path: readonly PropertyKey[]): SourcePosition => positionOf(nearestNode(root, path).offset);
  const place = (problems: readonly LooseProblem[]): DefinitionResult =>
    fail(
      ...problems
        .map((problem) => definitionProblem({ file, position: locate(problem.path), ...problem }))
        .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
        .slice(0, mostProblems),
    );

  const strange = forbiddenKeys(root, []);
  if (strange.length > 0) return place(strange);
  const plain = withoutNulls(value ?? {}, []);
  const checked = definitionFileSchema.safeParse(plain);
  if (!checked.success) return place(schemaProblems(checked.error.issues, plain));

  const names = [...new Set([...keysInOrder(root, ['step']), ...Object.keys(checked.data.step ?? {})])];
  if (names.length === 0) {
    const hint = 'A step is a table such as [step.build] with a type.';
    return fail(definitionProblem({ file, says: 'has no steps', hint }));
  }
  const parameterNames = [
    ...new Set([...keysInOrder(root, ['params']), ...Object.keys(checked.data.params ?? {})]),
  ];
  const { parameters, problems: parameterProblems } = buildParameters(
    checked.data.params ?? {},
    parameterNames,
  );
  const { steps, problems } = buildSteps(checked.data.step ?? {}, names, parameterNames);
  const schedule = buildSchedule(checked.data);
  const allProblems = [...parameterProblems, ...problems, ...schedule.problems];
  if (allProblems.length > 0) return place(allProblems);
  return {
    ok: true,
    definition: {
      ...head(checked.data, file),
      ...schedule.keys,
      params: [...parameters],
      steps: [...steps],
    },
    file,
    directory: dirname(file),
    warnings: hasMark
      ? [definitionProblem({ file, says: 'begins with a byte order mark, which is not needed' })]
      : [],
    locate,
  };
}

/** Names of the keys at the top of a text in one of the formats; null when it cannot be read. */
export function topLevelKeys(input: {
  readonly file: string;
  readonly text: string;
}): readonly string[] | null {
  const source = readers[extname(input.file).toLowerCase()]?.(input.text.replace(/^\ufeff/, ''));
  return source?.ok === true ? [...source.document.root.children.keys()] : null;
}

/** Everything but schedule, parameters and steps. */
function head(
  file: DefinitionFile,
  path: string,
): Omit<Definition, 'params' | 'steps' | keyof BuiltSchedule['keys']> {
  const stem = parsePath(path).name;
  const tolerance = file.error_tolerance;
  return {
    id: file.id === undefined || file.id === '' ? slug(stem) : file.id,
    name: file.name === undefined || file.name.trim() === '' ? stem : file.name,
    description: file.description ?? '',
    tags: file.tags ?? [],
    timeoutMs: file.timeout ?? null,
    enabled: file.enabled ?? true,
    concurrency: file.concurrency ?? null,
    priority: file.priority ?? 0,
    preJobs: file.pre_jobs ?? [],
    postJobs: file.post_jobs ?? [],
    errorTolerance:
      tolerance === undefined
        ? null
        : {
            maxChildFailures: tolerance.max_child_failures ?? 0,
            failureAction: tolerance.failure_action ?? 'continue',
          },
  };
}

/** `Nightly Resize (new)` becomes `nightly-resize-new`. */
function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 100);
  return plain === '' ? 'definition' : plain;
}

/** Keys that an object of the language cannot hold safely. */
function forbiddenKeys(node: SourceNode, path: readonly string[]): readonly LooseProblem[] {
  return [...node.children].flatMap(([name, child]) =>
    name === '__proto__'
      ? [{ path: [...path, name], says: 'is not a name that can be used' }]
      : forbiddenKeys(child, [...path, name]),
  );
}

/** Keys without a value (`description:` in YAML) are as good as left out; a step or a parameter without anything is not. */
function withoutNulls(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, [...path, '']));
  if (value instanceof Date) return value.toISOString(); // a date in TOML: the text that stands there
  if (typeof value !== 'object' || value === null) return value;
  const isNamed = path.length === 1 && (path[0] === 'step' || path[0] === 'params');
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null || isNamed)
      .map(([name, inner]) => [name, inner === null ? {} : withoutNulls(inner, [...path, name])]),
  );
}
