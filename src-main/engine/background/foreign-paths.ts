/** The log files behind the paths that a person opens: folders are searched, what is no text is left out. */
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { RunsheetError } from '../../../src-shared/errors';
import { fileProblem } from './file-problem';

/** Files that are opened together at most, and how deep folders may lie in each other. */
const mostFiles = 10_000;
const deepest = 32;
/** Bytes that show whether a file is text. */
const headBytes = 4096;

/** A file to be opened. */
export interface ForeignFile {
  readonly path: string;
  /** What it is called in the tree: its path from where it was opened. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  readonly isGzip: boolean;
}

/** All files behind the paths, in the order of the paths and of names. Throws `bad-input`. */
export function listForeignFiles(paths: readonly string[]): ForeignFile[] {
  const files: ForeignFile[] = [];
  const take = (file: string, name: string, isNamed: boolean): void => {
    const facts = statSync(file);
    if (!facts.isFile()) {
      if (isNamed) throw new RunsheetError('bad-input', `${file} is neither a file nor a folder.`);
      return;
    }
    const kind = kindOf(file);
    if (kind === 'binary') {
      if (isNamed) throw new RunsheetError('bad-input', `${file} is not a text file.`);
      return;
    }
    if (files.length === mostFiles) {
      throw new RunsheetError('bad-input', `There are more than ${mostFiles} files to open.`, {
        hint: 'Open a part of them.',
      });
    }
    files.push({ path: file, name, bytes: facts.size, changedAt: facts.mtimeMs, isGzip: kind === 'gzip' });
  };
  for (const one of paths) {
    try {
      if (!statSync(one).isDirectory()) {
        take(one, path.basename(one), true);
        continue;
      }
      const prefix = paths.length === 1 ? '' : `${path.basename(one)}/`;
      for (const file of walk(one, 0)) {
        take(file, `${prefix}${path.relative(one, file).split(path.sep).join('/')}`, false);
      }
    } catch (error) {
      throw fileProblem(error);
    }
  }
  if (files.length === 0) {
    throw new RunsheetError('bad-input', `There is no log to open in ${paths.join(', ')}.`, {
      hint: 'Text files and .gz are logs; other files in a folder are left out.',
    });
  }
  return withOwnNames(files);
}

/** Plain files below a folder, by name; links are not followed, so nothing is found twice and no walk is endless. */
function* walk(folder: string, depth: number): Generator<string> {
  if (depth > deepest) return;
  for (const name of readdirSync(folder).sort(byNumberInName)) {
    const full = path.join(folder, name);
    const facts = lstatSync(full);
    if (facts.isDirectory()) yield* walk(full, depth + 1);
    else if (facts.isFile()) yield full;
  }
}

function byNumberInName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1);
}

/** Files of the same name are told apart by their whole paths. */
function withOwnNames(files: readonly ForeignFile[]): ForeignFile[] {
  const times = new Map<string, number>();
  for (const { name } of files) times.set(name, (times.get(name) ?? 0) + 1);
  return files.map((file) => (times.get(file.name) === 1 ? file : { ...file, name: file.path }));
}

function kindOf(file: string): 'text' | 'gzip' | 'binary' {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const read = readSync(descriptor, head, 0, headBytes, 0);
    if (read >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
    return head.subarray(0, read).includes(0) ? 'binary' : 'text';
  } finally {
    closeSync(descriptor);
  }
}
