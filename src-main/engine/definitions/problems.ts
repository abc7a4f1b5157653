/** What is wrong with a definition, said in one sentence that names the file, the line and the key. */
import { basename } from 'node:path';

/** A place in a file; line and column count from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a definition file, and where. */
export interface DefinitionProblem {
  /** Path of the file as it was given. */
  readonly file: string;
  /** Line and column of the key, counted from 1; null where the file as a whole is meant. */
  readonly line: number | null;
  readonly column: number | null;
  /** The key with the tables it is in, such as `step.resize.timeout`; null where no key is meant. */
  readonly key: string | null;
  /** What stands there, as people would write it; null where that says nothing. */
  readonly found: string | null;
  /** What should stand there; null where that cannot be said. */
  readonly expected: string | null;
  /** The whole sentence. */
  readonly message: string;
  /** What to do about it, or null. */
  readonly hint: string | null;
}

/** What {@link definitionProblem} makes a problem from. */
export interface ProblemParts {
  readonly file: string;
  readonly position?: SourcePosition | null;
  readonly path?: readonly PropertyKey[];
  readonly found?: string | null;
  readonly expected?: string | null;
  /** The sentence after file, line and key: "must be …", "is not a known key". */
  readonly says: string;
  readonly hint?: string | null;
}

/** Makes a problem, with the sentence `<file> line <n>: <key> <says>`. */
export function definitionProblem(parts: ProblemParts): DefinitionProblem {
  const key = parts.path === undefined || parts.path.length === 0 ? null : keyText(parts.path);
  const line = parts.position?.line ?? null;
  const where = line === null ? basename(parts.file) : `${basename(parts.file)} line ${line}:`;
  return {
    file: parts.file,
    line,
    column: parts.position?.column ?? null,
    key,
    found: parts.found ?? null,
    expected: parts.expected ?? null,
    message: [where, key, parts.says].filter((part) => part !== null).join(' '),
    hint: parts.hint ?? null,
  };
}

/** A path of keys as it is written in TOML: `step."a b".run`, `depends[1]`. */
function keyText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else {
      const name = String(part);
      text += (text === '' ? '' : '.') + (/^[\p{L}\p{N}_$-]+$/u.test(name) ? name : JSON.stringify(name));
    }
  }
  return text;
}

/** A value as people would write it, cut where it is long. */
export function valueText(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'an empty array';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'a table';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  return String(value);
}
