/** Reads a definition file from disk. */
import { readFile, stat } from 'node:fs/promises';
import { parseDefinitionText, type DefinitionResult } from './parse-text';
import { definitionProblem } from './problems';
import { positionFinder } from './source-tree';

/** Largest definition file, in bytes. */
const largestFile = 4 * 1024 * 1024;

/** Reads and checks a definition file. Never throws: what is wrong with the file is a problem like any other. */
export async function parseDefinitionFile(file: string): Promise<DefinitionResult> {
  const refuse = (says: string, hint: string | null = null): DefinitionResult => ({
    ok: false,
    problems: [definitionProblem({ file, says, hint })],
  });
  let bytes: Buffer;
  try {
    const found = await stat(file);
    if (found.isDirectory()) return refuse('is a folder, not a definition file');
    if (!found.isFile()) return refuse('is not a regular file');
    if (found.size > largestFile) return refuse('is larger than 4 MiB, which no definition is');
    bytes = await readFile(file);
  } catch (error) {
    return refuse(unreadableReason(error));
  }
  if (bytes.length > largestFile) return refuse('is larger than 4 MiB, which no definition is');
  const text = decode(bytes);
  if (text !== null) return parseDefinitionText({ file, text });

  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('is UTF-16, and a definition must be UTF-8', 'Save it as UTF-8.');
  }
  const lenient = bytes.toString('utf8');
  const position = positionFinder(lenient)(lenient.indexOf('\ufffd'));
  const problem = definitionProblem({
    file,
    position,
    says: 'there are bytes that are not UTF-8',
    hint: 'Save it as UTF-8.',
  });
  return { ok: false, problems: [problem] };
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function unreadableReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied';
  if (code === 'ELOOP') return 'cannot be read: its links go round in a circle';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
