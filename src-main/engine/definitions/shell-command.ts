/** Commands for the platform's shell, and the values that its environment can carry. */
import { readTemplate } from './placeholders';
import { compilePosixCommand } from './posix-shell';
import type { CompiledShellCommand } from './template-cursor';
import { compileWindowsCommand } from './windows-shell';

/** How a shell is started with a command. */
export interface ShellCall {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows: pass the arguments as they stand. */
  readonly verbatim: boolean;
}

/** Longest value on POSIX: Linux takes 131,072 bytes with the variable's name. */
const longestPosixValue = 131_000;
/** Longest value on Windows: cmd.exe takes lines of 8,191 characters. */
const longestWindowsValue = 8000;

/**
 * Turns the placeholders of a shell command into environment variables: `"${RUNSHEET_VALUE_1}"` for a POSIX shell,
 * `"!RUNSHEET_VALUE_1!"` for cmd.exe. `variables` are in the order of their numbers. `faults` says what cannot stand;
 * with faults the script is not to be run.
 */
export function compileShellCommand(template: string, platform: NodeJS.Platform): CompiledShellCommand {
  const { parts, faults } = readTemplate(template);
  const compiled = platform === 'win32' ? compileWindowsCommand(parts) : compilePosixCommand(parts);
  return { ...compiled, faults: [...faults, ...compiled.faults] };
}

/** The program and arguments that run a compiled command. */
export function shellCall(compiled: CompiledShellCommand, platform: NodeJS.Platform): ShellCall {
  if (platform !== 'win32') return { file: '/bin/sh', args: ['-c', compiled.script], verbatim: false };
  const expansion = compiled.variables.length > 0 ? ['/v:on'] : [];
  return { file: 'cmd.exe', args: ['/d', '/s', ...expansion, '/c', `"${compiled.script}"`], verbatim: true };
}

/** Why a value cannot reach the command unchanged, as the end of a sentence; null when it can. */
export function valueProblem(
  value: string,
  template: string | null,
  platform: NodeJS.Platform,
): string | null {
  if (value.includes('\0')) return 'it has a NUL character';
  if (/\p{Surrogate}/u.test(value)) return 'it is not valid Unicode';
  if (platform !== 'win32') {
    return Buffer.byteLength(value) > longestPosixValue ? 'it is longer than 131,000 bytes' : null;
  }
  if (template === null) return null;
  if (/[\r\n]/.test(value)) return 'it has a line break, which cmd.exe cannot carry';
  if (value.includes('"')) return 'it has a double quote, which cmd.exe cannot carry';
  if (value.endsWith('\\')) return 'it ends with "\\", which would take the quote behind it along';
  if (value.length > longestWindowsValue) return 'it is longer than 8,000 characters';
  if (value.includes('%') && /\||\bcall\b/i.test(template)) {
    return 'it has a "%", which cmd.exe would expand behind "|" or "call"';
  }
  return null;
}

/** A word as a person would type it for the shell: in quotes only where it needs them. */
export function quotedWord(word: string, platform: NodeJS.Platform): string {
  if (/^[\p{L}\p{N}_./:@%+,=\\-]+$/u.test(word) && (platform === 'win32' || !word.includes('\\')))
    return word;
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
