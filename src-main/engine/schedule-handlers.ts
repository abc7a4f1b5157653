/** The handlers of the commands about watched folders and the schedule. */
import type { CommandOutput } from '../../src-shared/contract';
import type { Automation } from './automation';
import { previewDefinition, toProblem } from './definition-loading';
import type { LibraryFile, LibraryFolder } from './definitions/folder-scan';

/** The handlers, for a client of an engine. */
export function scheduleHandlers(automation: Automation) {
  return {
    'definitions.list': async () => ({
      folders: await Promise.all((await automation.folders()).map(toDefinitionFolder)),
    }),
    'definitions.add': async ({ path }: { path: string }) => ({
      path,
      isNew: await automation.addFolder(path),
    }),
    'definitions.remove': async ({ path }: { path: string }) => {
      await automation.removeFolder(path);
      return {};
    },
    'definitions.find': async ({ id }: { id: string }) => {
      const file = await automation.find(id);
      return file === null ? null : { path: file.path };
    },
    'schedule.list': () => automation.schedule(),
    'schedule.records': ({ id, count }: { id: string; count: number }) => automation.records(id, count),
    'schedule.pause': async ({ id }: { id: string | null }) => {
      await automation.pause(id, true);
      return {};
    },
    'schedule.resume': async ({ id }: { id: string | null }) => {
      await automation.pause(id, false);
      return {};
    },
    'schedule.attend': async () => {
      await automation.attend();
      return {};
    },
  };
}

/** A watched folder as it crosses a process; reads its definitions to see what keeps each from running. */
export async function toDefinitionFolder(
  folder: LibraryFolder,
): Promise<CommandOutput<'definitions.list'>['folders'][number]> {
  const definitions = await Promise.all(folder.files.map(toPreview));
  return { path: folder.path, problem: folder.problem, definitions };
}

async function toPreview(file: LibraryFile) {
  const preview = await previewDefinition(file.path);
  // That another file has its id is known to the library alone.
  const own = file.definition === null ? [] : file.problems.map(toProblem);
  return { ...preview, problems: [...own, ...preview.problems] };
}
