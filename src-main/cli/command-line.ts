/** Parses the command line into what is to be done; every mistake is one clear sentence. */
import { parseArgs } from 'node:util';
import { RunsheetError } from '../../src-shared/errors';
import { nearestName } from '../engine/definitions/names';
import { Arguments, type OptionValue } from './arguments';
import { globalOptions, optionsOf, verbNames, verbs, type VerbName } from './verb-table';
import type { OptionSpec } from './verb-spec';

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'help'; readonly verb: VerbName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'verb'; readonly verb: VerbName; readonly given: Arguments };

interface GivenOption {
  readonly name: string;
  /** As it was typed: `--name` or `-f`. */
  readonly raw: string;
  readonly value: string | undefined;
  readonly inline: boolean;
}

const knownOptions: readonly OptionSpec[] = [
  ...globalOptions,
  ...verbNames.flatMap((verb) => [...verbs[verb].options]),
];

/** Parses the arguments after the program's name. Throws `bad-input`. */
export function parseCommandLine(args: readonly string[]): Invocation {
  const separator = args.indexOf('--');
  const head = separator === -1 ? args : args.slice(0, separator);
  const rest = separator === -1 ? null : args.slice(separator + 1);
  const { words, options } = tokenize(head);
  const asksForHelp = options.some(({ name }) => name === 'help');
  if (words[0] === 'help') return { kind: 'help', verb: words.length > 1 ? toVerb(words[1]) : null };
  if (words.length === 0) {
    if (asksForHelp) return { kind: 'help', verb: null };
    if (options.some(({ name }) => name === 'version')) return { kind: 'version' };
    for (const option of options) checkOption(option, null);
    throw new RunsheetError('bad-input', 'What should Runsheet do? No command was given.', {
      hint: '"runsheet --help" lists the commands.',
    });
  }
  const verb = toVerb(words[0]);
  if (asksForHelp) return { kind: 'help', verb };
  if (verb === 'add') return { kind: 'verb', verb, given: parseAdd(words.slice(1), options, rest, head) };
  const given = givenOptions(options, verb);
  if (given.has('version')) return { kind: 'version' };
  const operands = [...words.slice(1), ...(rest ?? [])];
  checkOperands(verb, operands);
  return { kind: 'verb', verb, given: new Arguments({ operands, command: null, options: given }) };
}

/** Whether errors are to be printed as JSON; also known when nothing else of the command line can be understood. */
export function asksForJson(args: readonly string[]): boolean {
  const separator = args.indexOf('--');
  return (separator === -1 ? args : args.slice(0, separator)).includes('--json');
}

function parseAdd(
  words: readonly string[],
  options: readonly GivenOption[],
  command: readonly string[] | null,
  head: readonly string[],
): Arguments {
  if (options.some(({ name }) => name === 'batch')) return parseBatch(words, options, command);
  if (command === null) {
    // Flags of the command itself would be taken for ours, so the missing "--" is what has to be said first.
    const example = words.length === 0 ? 'CMD ARG …' : head.slice(head.indexOf(words[0], 1)).join(' ');
    throw new RunsheetError('bad-input', 'The command must stand after "--".', {
      hint: `Write: runsheet add -- ${example}`,
    });
  }
  const given = givenOptions(options, 'add');
  if (words.length > 0) {
    throw new RunsheetError('bad-input', `"${words[0]}" stands before "--": only options of "add" may.`, {
      hint: 'Everything after "--" is the command.',
    });
  }
  if (command.length === 0 || command[0] === '') {
    throw new RunsheetError('bad-input', 'There is no command after "--".', {
      hint: 'Write: runsheet add -- CMD ARG …',
    });
  }
  return new Arguments({ operands: [], command, options: given });
}

/** `add --batch FILE` takes its commands from the file, so there is none on the command line. */
function parseBatch(
  words: readonly string[],
  options: readonly GivenOption[],
  command: readonly string[] | null,
): Arguments {
  const given = givenOptions(options, 'add');
  const extra = [...words, ...(command ?? [])];
  if (extra.length > 0) {
    throw new RunsheetError(
      'bad-input',
      `With --batch the commands come from its file: "${extra[0]}" is too much.`,
    );
  }
  return new Arguments({ operands: [], command: null, options: given });
}

function tokenize(head: readonly string[]): { words: string[]; options: GivenOption[] } {
  const config: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const { name, short, value } of knownOptions) {
    config[name] = { type: value === null ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) };
  }
  const words: string[] = [];
  const options: GivenOption[] = [];
  // Not strict: the sentences are ours, and a value may begin with "-" (a negative priority).
  const { tokens } = parseArgs({
    args: [...head],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    else if (token.kind === 'option') {
      options.push({
        name: token.name,
        raw: token.rawName,
        value: token.value,
        inline: token.inlineValue === true,
      });
    }
  }
  return { words, options };
}

/** What was given, by the name of the option; of one that is given twice the last value holds. */
function givenOptions(options: readonly GivenOption[], verb: VerbName): ReadonlyMap<string, OptionValue> {
  const given = new Map<string, OptionValue>();
  for (const option of options) {
    const value = checkOption(option, verb);
    const isRepeated = optionsOf(verb).find(({ name }) => name === option.name)?.isRepeated === true;
    const before = given.get(option.name);
    if (!isRepeated || value === true) given.set(option.name, value);
    else given.set(option.name, typeof before === 'object' ? [...before, value] : [value]);
  }
  return given;
}

/** The value of an option, or true for one without. */
function checkOption(option: GivenOption, verb: VerbName | null): string | true {
  const { name, raw, value, inline } = option;
  const allowed = verb === null ? globalOptions : optionsOf(verb);
  const spec = allowed.find((one) => one.name === name);
  if (spec === undefined) throw unknownOption(raw, verb, allowed);
  if (spec.value === null) {
    if (inline) throw new RunsheetError('bad-input', `${raw} takes no value.`);
    return true;
  }
  if (value === undefined || value === '' || (!inline && value.startsWith('--'))) {
    throw new RunsheetError('bad-input', `${raw} needs a value: ${raw} ${spec.value}.`);
  }
  return value;
}

function unknownOption(raw: string, verb: VerbName | null, allowed: readonly OptionSpec[]): RunsheetError {
  const nearest = raw.startsWith('--')
    ? nearestName(
        raw,
        allowed.map(({ name }) => `--${name}`),
      )
    : undefined;
  const where = verb === null ? 'Runsheet' : `"runsheet ${verb}"`;
  const help = verb === null ? 'runsheet --help' : `runsheet ${verb} --help`;
  return new RunsheetError('bad-input', `${where} has no option ${raw}.`, {
    hint: nearest === undefined ? `"${help}" lists the options.` : `Did you mean ${nearest}?`,
  });
}

function toVerb(word: string): VerbName {
  const verb = verbNames.find((name) => name === word);
  if (verb !== undefined) return verb;
  const nearest = nearestName(word, verbNames);
  throw new RunsheetError('bad-input', `There is no command "${word}".`, {
    hint: nearest === undefined ? '"runsheet --help" lists the commands.' : `Did you mean "${nearest}"?`,
  });
}

function checkOperands(verb: VerbName, operands: readonly string[]): void {
  const names: readonly string[] = verbs[verb].operands;
  const needed = names.filter((name) => !name.startsWith('['));
  const takesMore = names.at(-1)?.includes('…') === true;
  if (operands.length < needed.length) {
    const missing = needed[operands.length];
    throw new RunsheetError(
      'bad-input',
      `"runsheet ${verb}" needs ${missing.startsWith('FILE') ? 'a FILE' : 'an ID'}.`,
      {
        hint: `Write: runsheet ${verb} ${verbs[verb].usage}`,
      },
    );
  }
  if (operands.length > names.length && !takesMore) {
    const extra = operands[names.length];
    const last = names.at(-1)?.replace(/[[\]]/g, '');
    const takes = last === undefined ? 'no arguments' : `one ${last} at a time`;
    throw new RunsheetError('bad-input', `"runsheet ${verb}" takes ${takes}: "${extra}" is too much.`);
  }
}
