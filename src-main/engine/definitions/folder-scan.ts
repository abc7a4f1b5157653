/** The definitions that lie in a folder: files directly in it, not those of folders below. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Definition } from '../../../src-shared/definition';
import { compareNaturally } from './natural-order';
import { parseDefinitionFile } from './parse-definition';
import { isDefinitionFile, topLevelKeys } from './parse-text';
import { definitionProblem, type DefinitionProblem } from './problems';

/** One definition file of a watched folder. */
export interface LibraryFile {
  readonly path: string;
  /** Null while the file cannot be read. */
  readonly definition: Definition | null;
  readonly problems: readonly DefinitionProblem[];
  /** Tells a changed file; null when it was written so lately that it is to be read again. */
  readonly mark: string | null;
}

/** A watched folder as it was found. */
export interface LibraryFolder {
  readonly path: string;
  /** Why it cannot be read, or null. */
  readonly problem: string | null;
  readonly files: readonly LibraryFile[];
}

/** Definition files that are read of one folder. */
const mostFiles = 1000;
/** A file may change again within the grain of its time stamp; one this young is not taken for read. */
const youngMs = 40;

/** Reads a folder; what has not changed since `before` is taken from there. Never throws. */
export async function scanFolder(
  folder: string,
  before: LibraryFolder | null = null,
): Promise<LibraryFolder> {
  let names: string[];
  try {
    const entries = await readdir(folder);
    names = entries.filter((name) => isDefinitionFile(name) && !name.startsWith('.'));
  } catch (error) {
    return { path: folder, problem: unreadableReason(error), files: [] };
  }
  names.sort(compareNaturally);
  const known = new Map(before?.files.map((file) => [file.path, file]));
  const files: LibraryFile[] = [];
  for (const name of names.slice(0, mostFiles)) {
    const file = path.join(folder, name);
    const found = await scanFile(file, known.get(file) ?? null);
    if (found !== null) files.push(found);
  }
  const problem =
    names.length > mostFiles
      ? `It holds ${names.length} definition files; the first ${mostFiles} are read.`
      : null;
  return { path: folder, problem, files };
}

/** Null when the file is gone, or is no definition at all. */
async function scanFile(file: string, before: LibraryFile | null): Promise<LibraryFile | null> {
  let mark: string | null;
  try {
    const found = await stat(file);
    if (found.isDirectory()) return null;
    const { mtimeMs, ctimeMs, size, ino } = found;
    mark = Date.now() - ctimeMs < youngMs ? null : [mtimeMs, ctimeMs, size, ino].join(' ');
  } catch (error) {
    if (isMissing(error)) return null;
    mark = null;
  }
  if (before !== null && mark !== null && before.mark === mark) return before;
  const parsed = await parseDefinitionFile(file);
  if (parsed.ok) return { path: file, definition: parsed.definition, problems: [], mark };
  if (!(await isMeantAsDefinition(file))) return null;
  return { path: file, definition: null, problems: parsed.problems, mark };
}

/** A `package.json` beside the definitions is none; a file that cannot be read may be one. */
async function isMeantAsDefinition(file: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return !isMissing(error);
  }
  // Nothing in it yet, or not any more: the person who saves it is told.
  if (text.trim() === '') return true;
  const keys = topLevelKeys({ file, text });
  return keys === null || keys.some((key) => /^(steps?|schedule|every|auto_start)$/i.test(key));
}

/**
 * Says of files that share an id that they do: it belongs to the file that `ownerOf` names, else to the first, and the
 * others have a problem.
 */
export function withOneOwner(
  folders: readonly LibraryFolder[],
  ownerOf: (id: string) => string | null,
): LibraryFolder[] {
  const owners = new Map<string, string>();
  for (const { files } of folders) {
    for (const { definition, path: file } of files) {
      if (definition === null) continue;
      const { id } = definition;
      if (!owners.has(id) || ownerOf(id) === file) owners.set(id, file);
    }
  }
  return folders.map((folder) => ({
    ...folder,
    files: folder.files.map((file) => {
      const owner = file.definition === null ? undefined : owners.get(file.definition.id);
      if (file.definition === null || owner === undefined || owner === file.path) return file;
      const says = `is ${JSON.stringify(file.definition.id)}, and that is the id of ${owner}`;
      const problem = definitionProblem({
        file: file.path,
        path: ['id'],
        says,
        hint: 'Give one of them another id; this one does not start by itself until then.',
      });
      return { ...file, problems: [problem] };
    }),
  }));
}

function unreadableReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'It is not there.';
  if (code === 'ENOTDIR') return 'It is not a folder.';
  if (code === 'EACCES' || code === 'EPERM') return 'It cannot be read: permission denied.';
  return `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
