/** What a node was asked to do, as facts to show: the command as one could type it, the folder, the file. */
import type { NodeDetails } from '../../src-shared/model';
import { texts } from '../texts';
import { openTexts } from '../texts-log';

/** One line of the details. */
export interface InputFact {
  readonly label: string;
  readonly value: string;
  /** Shown in the fixed-width face, with a copy button. */
  readonly isCode: boolean;
  /** It says what ran. */
  readonly isMain: boolean;
}

const labels: Readonly<Record<string, { label: string; isCode?: true; isMain?: true }>> = {
  command: { label: texts.details.command, isCode: true, isMain: true },
  run: { label: texts.details.command, isCode: true, isMain: true },
  module: { label: texts.details.module, isCode: true, isMain: true },
  written: { label: texts.details.written, isCode: true },
  item: { label: texts.details.item },
  logCount: { label: texts.details.logCount },
  logDelayMs: { label: texts.details.logDelay },
  failureRate: { label: texts.details.failureRate },
  childCount: { label: texts.details.childCount },
  seed: { label: texts.details.seed },
  openedFrom: { label: openTexts.from },
  path: { label: texts.details.definition, isCode: true },
  cwd: { label: texts.details.folder, isCode: true },
  directory: { label: texts.details.folder, isCode: true },
};

/** The facts that have a name on the screen, in their order. */
export function describeInput(input: NodeDetails['input']): InputFact[] {
  const facts: InputFact[] = [];
  // Where the definition's path is told, its folder is told too.
  const hidden = typeof input['path'] === 'string' ? 'directory' : null;
  for (const [key, known] of Object.entries(labels)) {
    const value = key === hidden ? null : textOf(input[key]);
    if (value !== null && value !== '') facts.push({ isCode: false, isMain: false, ...known, value });
  }
  return [...facts, ...parameterFacts(input['params'])];
}

/** The values that a run was started with, each by its name. */
function parameterFacts(params: unknown): InputFact[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([label, given]) => {
    const value = textOf(given);
    return value === null || value === '' ? [] : [{ label, value, isCode: false, isMain: false }];
  });
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
    return value.map(quoteForShell).join(' ');
  }
  return null;
}

/** An argument as a shell would need it: quoted only where it must be. */
export function quoteForShell(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
