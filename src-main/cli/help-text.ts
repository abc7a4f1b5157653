/** The help, made from the table of verbs. */
import type { OptionSpec } from './verb-spec';
import { globalOptions, verbNames, verbs, type VerbName } from './verb-table';

/** The text of `runsheet --help`, or of one verb. */
export function helpText(verb: VerbName | null): string {
  return verb === null ? overview() : helpOfVerb(verb);
}

function overview(): string {
  const width = Math.max(...verbNames.map((name) => name.length));
  return [
    'Usage: runsheet COMMAND [options]',
    '',
    'Runs batches of jobs on this machine and shows, exactly and live, what happened.',
    '',
    'Commands:',
    ...verbNames.map((name) => `  ${name.padEnd(width)}  ${verbs[name].summary}`),
    '',
    'Options of every command:',
    ...optionLines(globalOptions),
    '',
    '"runsheet COMMAND --help" tells more about one command.',
    '',
  ].join('\n');
}

function helpOfVerb(name: VerbName): string {
  const { summary, usage, options, notes } = verbs[name];
  const lines = [`Usage: runsheet ${name} ${usage}`.trimEnd(), '', `${capital(summary)}.`];
  if (options.length > 0) lines.push('', 'Options:', ...optionLines(options));
  lines.push('', 'Options of every command:', ...optionLines(globalOptions));
  if (notes.length > 0) lines.push('', ...notes);
  return `${lines.join('\n')}\n`;
}

function optionLines(options: readonly OptionSpec[]): string[] {
  const forms = options.map(({ name, short, value }) => {
    const form = `${short === undefined ? '' : `-${short}, `}--${name}`;
    return value === null ? form : `${form} ${value}`;
  });
  const width = Math.max(...forms.map((form) => form.length));
  return options.map(({ help }, at) => `  ${forms[at].padEnd(width)}  ${help}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
