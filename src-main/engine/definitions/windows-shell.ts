/**
 * Puts placeholders into a command for cmd.exe. The value travels in the environment and is read by delayed expansion
 * (`!RUNSHEET_VALUE_1!`), which happens after the line has been taken apart, so nothing in it is run. The whole word
 * around a placeholder is put in double quotes, because most programs take their words apart by quotes.
 */
import type { TemplateFault, TemplatePart } from './placeholders';
import type { CompiledShellCommand, ShellVariable } from './template-cursor';

/** Characters that end a word outside of quotes. */
const wordEnd = /[\s&|<>()^"=,;]/;

/** Compiles a command for `cmd.exe /d /s /v:on /c`. */
export function compileWindowsCommand(parts: readonly TemplatePart[]): CompiledShellCommand {
  const faults: TemplateFault[] = [];
  const variables: ShellVariable[] = [];
  let script = '';
  let word = '';
  let wordHasValue = false;
  let inQuotes = false;

  const endWord = (): void => {
    // A "\" in front of a closing quote would be read as a quote that belongs to the word.
    script += wordHasValue ? `"${word.replace(/\\$/, '\\\\')}"` : word;
    word = '';
    wordHasValue = false;
  };
  const fault = (says: string, hint: string): void => {
    if (!faults.some((known) => known.says === says)) faults.push({ says, hint });
  };

  const hasValues = parts.some((part) => part.kind === 'placeholder');
  const plain = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  if (hasValues && plain.includes('|') && plain.includes('(')) {
    fault(
      'has "|" and "(" beside a placeholder, where cmd.exe does not fill in values',
      'Use a script file.',
    );
  }
  for (const part of parts) {
    if (part.kind === 'placeholder') {
      if (inQuotes) {
        fault(
          `has ${part.raw} inside quotes`,
          `Write ${part.raw} without quotes; Runsheet quotes it itself.`,
        );
      }
      if (/[%^]$/.test(word === '' ? script : word)) {
        fault(`has "%" or "^" right before ${part.raw}`, `Write ${part.raw} alone.`);
      }
      let variable = variables.find((known) => known.placeholder === part.name);
      if (variable === undefined) {
        variable = { name: `RUNSHEET_VALUE_${variables.length + 1}`, placeholder: part.name };
        variables.push(variable);
      }
      word += `!${variable.name}!`;
      wordHasValue = true;
      continue;
    }
    const text = part === parts[parts.length - 1] ? part.text.replace(/\s+$/, '') : part.text;
    if (/[\r\n]/.test(text.trimStart())) {
      fault('has more than one line, and cmd.exe runs only the first', 'Join the lines with "&&".');
    }
    if (hasValues && text.includes('!')) {
      fault(
        'has "!" beside a placeholder, where cmd.exe reads it as the mark of a variable',
        'Leave the "!" out.',
      );
    }
    for (const character of text) {
      if (character === '"') inQuotes = !inQuotes;
      if (!wordEnd.test(character)) {
        word += character;
        continue;
      }
      endWord();
      script += character;
    }
  }
  endWord();
  return { script, variables, faults };
}
