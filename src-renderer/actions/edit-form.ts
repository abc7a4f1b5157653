/** "Run again with changes" as text in fields, and what of it is a change. */
import type { JobEdit } from '../../src-shared/contract';
import type { NodeDetails } from '../../src-shared/model';
import { quoteForShell } from '../details/describe-input';

/** The fields. `command` and `item` are null for jobs that have none. */
export interface EditForm {
  readonly command: string | null;
  readonly item: string | null;
  /** `NAME=value`, one on each line. */
  readonly env: string;
}

/** A line of the environment that cannot be read, from 1. */
export interface BadLine {
  readonly line: number;
  readonly text: string;
}

/** What the job ran, as the fields show it. */
export function formOf({ input }: Pick<NodeDetails, 'input'>): EditForm {
  return { command: commandText(input['command'] ?? input['run']), item: textOrNull(input['item']), env: '' };
}

function commandText(value: unknown): string | null {
  if (Array.isArray(value)) return value.map((part) => quoteForShell(String(part))).join(' ');
  return textOrNull(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The environment of the fields, or the first line that is none. */
export function readEnvironment(
  text: string,
): { readonly env: Record<string, string> } | { readonly bad: BadLine } {
  const env: Record<string, string> = {};
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const match = /^\s*([^\s=][^=]*?)\s*=(.*)$/.exec(line);
    if (match === null) return { bad: { line: at + 1, text: line.trim() } };
    env[match[1] ?? ''] = match[2] ?? '';
  }
  return { env };
}

/** Only what differs from what it ran; undefined when nothing does. */
export function editOf(before: EditForm, now: EditForm, env: Record<string, string>): JobEdit | undefined {
  const edit: JobEdit = {
    ...(now.command !== null && now.command !== before.command ? { command: now.command } : {}),
    ...(now.item !== null && now.item !== before.item ? { item: now.item } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
  };
  return Object.keys(edit).length > 0 ? edit : undefined;
}
