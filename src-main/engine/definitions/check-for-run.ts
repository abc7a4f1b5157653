/** What must be there when a run starts, and need not be when a definition is only looked at. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParsedDefinition } from './parse-text';
import { readTemplate } from './placeholders';
import { definitionProblem, type DefinitionProblem } from './problems';

/** Everything that keeps a definition from being started now; empty when it can be. */
export async function checkDefinitionForRun(
  parsed: Pick<ParsedDefinition, 'definition' | 'file' | 'directory' | 'locate'>,
): Promise<readonly DefinitionProblem[]> {
  const { definition, file, locate } = parsed;
  const directory = resolve(parsed.directory);
  const problem = (path: readonly string[], says: string): DefinitionProblem =>
    definitionProblem({ file, position: locate(path), path, says });
  const problems: DefinitionProblem[] = [];
  if (!definition.enabled)
    problems.push(problem(['enabled'], 'is false, so the definition cannot be started'));
  for (const step of definition.steps) {
    if (step.type === 'test_job_generator') continue;
    const check = async (key: string, path: readonly string[], wanted: 'file' | 'folder'): Promise<void> => {
      const missing = await missingReason(resolve(directory, key), wanted);
      if (missing !== null) {
        problems.push(problem(['step', step.name, ...path], `names ${JSON.stringify(key)}, ${missing}`));
      }
    };
    if (step.type === 'script') await check(step.module, ['module'], 'file');
    else if (isFixed(step.cwd)) await check(step.cwd, ['cwd'], 'folder');
    if (step.forEach?.kind === 'lines') await check(step.forEach.file, ['for_each', 'lines'], 'file');
  }
  return problems;
}

async function missingReason(path: string, wanted: 'file' | 'folder'): Promise<string | null> {
  try {
    const found = await stat(path);
    if (wanted === 'folder') return found.isDirectory() ? null : 'which is not a folder';
    return found.isDirectory() ? 'which is a folder, not a file' : null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `and there is no such ${wanted}`;
    return `which cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isFixed(template: string): boolean {
  return readTemplate(template).parts.every((part) => part.kind === 'text');
}
