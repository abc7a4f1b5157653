/** Makes the command of one job out of its step and its item. */
import { isAbsolute, resolve } from 'node:path';
import type { CommandStep, ForEach, ScriptStep } from '../../../src-shared/definition';
import { RunsheetError } from '../../../src-shared/errors';
import { fillTemplate, placeholderValue, readTemplate, type PlaceholderValues } from './placeholders';
import { compileShellCommand, quotedWord, shellCall, valueProblem, type ShellCall } from './shell-command';

/** What a job is expanded with: its item, and the folder of the definition. */
export interface ExpansionContext extends PlaceholderValues {
  /** Absolute path of the folder of the definition file. */
  readonly directory: string;
  readonly platform: NodeJS.Platform;
}

/** The part of a command step that a command is made from. */
export interface CommandTemplate extends Readonly<Pick<CommandStep, 'cwd' | 'stdin' | 'streams'>> {
  readonly run: string | readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A command ready to be started. */
export interface ExpandedCommand extends ShellCall {
  /** Variables to add to the environment of Runsheet: those of the step, and those that carry values. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly cwd: string;
  /** The path of a file is absolute. */
  readonly stdin: CommandStep['stdin'];
  readonly merged: boolean;
  /** The command as a person would type it, values filled in. */
  readonly display: string;
}

/**
 * Makes the command of one job. Throws a {@link RunsheetError} `bad-input` when a value cannot reach the command
 * unchanged; nothing else can go wrong with a step that came out of a parsed definition.
 */
export function expandCommand(step: CommandTemplate, context: ExpansionContext): ExpandedCommand {
  const fill = (text: string): string => fillTemplate(text, context, context.platform);
  const call = typeof step.run === 'string' ? shellForm(step.run, context) : arrayForm(step.run, context);
  const cwd = fill(step.cwd);
  refuse('cwd', cwd, valueProblem(cwd, null, context.platform));
  return {
    ...call,
    env: { ...expandEnvironment(step.env, context), ...call.env },
    cwd: isAbsolute(cwd) ? cwd : resolve(context.directory, cwd),
    stdin: expandStdin(step.stdin, fill, context),
    merged: step.streams === 'merged',
  };
}

function expandStdin(
  stdin: CommandStep['stdin'],
  fill: (text: string) => string,
  context: ExpansionContext,
): CommandStep['stdin'] {
  if (typeof stdin === 'string') return fill(stdin);
  if (stdin === null || !('file' in stdin)) return stdin;
  const file = fill(stdin.file);
  refuse('stdin.file', file, valueProblem(file, null, context.platform));
  return { file: resolve(context.directory, file) };
}

/** The module and the environment of one script job. Throws as {@link expandCommand} does. */
export function expandScript(
  step: Pick<ScriptStep, 'module' | 'env'>,
  context: ExpansionContext,
): { readonly module: string; readonly env: Readonly<Record<string, string>> } {
  return { module: resolve(context.directory, step.module), env: expandEnvironment(step.env, context) };
}

/** The command of `for_each = { command = … }`, to be run in the folder of the definition. */
export function forEachCommand(
  forEach: Extract<ForEach, { readonly kind: 'command' }>,
  options: Pick<ExpansionContext, 'params' | 'directory' | 'platform'>,
): ExpandedCommand {
  const step = { run: forEach.command, cwd: '.', env: {}, stdin: null, streams: 'separate' as const };
  return expandCommand(step, { ...options, item: null, index: null });
}

type Form = ShellCall & { readonly env: Readonly<Record<string, string>>; readonly display: string };

function shellForm(template: string, context: ExpansionContext): Form {
  const { compiled, parts } = compileOnce(template, context.platform);
  if (compiled.faults.length > 0) {
    throw new RunsheetError('bad-input', `The command ${compiled.faults[0].says}: ${template}`, {
      hint: compiled.faults[0].hint ?? undefined,
    });
  }
  const env = Object.fromEntries(
    compiled.variables.map(({ name, placeholder }) => {
      const value = placeholderValue(placeholder, context, context.platform);
      refuse(placeholder, value, valueProblem(value, template, context.platform));
      return [name, value];
    }),
  );
  const display = parts
    .map((part) =>
      part.kind === 'text'
        ? part.text
        : quotedWord(placeholderValue(part.name, context, context.platform), context.platform),
    )
    .join('')
    .trim();
  return { ...shellCall(compiled, context.platform), env, display };
}

interface ReadShellCommand {
  readonly template: string;
  readonly platform: NodeJS.Platform;
  readonly compiled: ReturnType<typeof compileShellCommand>;
  readonly parts: ReturnType<typeof readTemplate>['parts'];
}

let latest: ReadShellCommand | null = null;

/** The jobs of a step come one after the other and have one text: it is read for the first of them. */
function compileOnce(template: string, platform: NodeJS.Platform): ReadShellCommand {
  if (latest?.template !== template || latest.platform !== platform) {
    const compiled = compileShellCommand(template, platform);
    latest = { template, platform, compiled, parts: readTemplate(template).parts };
  }
  return latest;
}

function arrayForm(words: readonly string[], context: ExpansionContext): Form {
  const [file, ...args] = words.map((word) => {
    const filled = fillTemplate(word, context, context.platform);
    refuse('item', filled, valueProblem(filled, null, context.platform));
    return filled;
  });
  const display = [file, ...args].map((word) => quotedWord(word, context.platform)).join(' ');
  return { file, args, verbatim: false, env: {}, display };
}

function expandEnvironment(
  env: Readonly<Record<string, string>>,
  context: ExpansionContext,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).map(([name, template]) => {
      const value = fillTemplate(template, context, context.platform);
      refuse(name, value, valueProblem(value, null, context.platform));
      return [name, value];
    }),
  );
}

function refuse(what: string, value: string, problem: string | null): void {
  if (problem === null) return;
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  throw new RunsheetError(
    'bad-input',
    `The value of ${what}, ${shown}, cannot be handed to a command: ${problem}.`,
  );
}
