/** The system's dialogs for files and folders. */
import { dialog, type BrowserWindow } from 'electron';
import type { CommandInput } from '../../src-shared/contract';
import { definitionEndings } from './definition-files';

/** Archives and logs that have an ending of their own; any other file may be a log, too. */
const logEndings = ['zip', 'log', 'txt', 'gz', 'jsonl', 'ndjson'];

/** Lets a person choose a file or a folder; null when the dialog was closed. */
export async function choosePath(
  window: BrowserWindow,
  { kind, title, from }: CommandInput<'path.choose'>,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: kind === 'file' ? ['openFile'] : ['openDirectory', 'createDirectory'],
    ...(from === '' ? {} : { defaultPath: from }),
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Lets a person choose definitions, archives and logs, or folders of logs; empty when the dialog was closed. */
async function chooseFilesToOpen(
  window: BrowserWindow,
  { title, folders }: { readonly title: string; readonly folders: boolean },
): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: [folders ? 'openDirectory' : 'openFile', 'multiSelections'],
    filters: folders
      ? []
      : [
          { name: 'Definitions, archives and logs', extensions: [...definitionEndings, ...logEndings] },
          { name: 'All files', extensions: ['*'] },
        ],
  });
  return canceled ? [] : filePaths;
}

/** `log.chooseFile`: a file to write, or files to open; empty when the dialog was closed. */
export async function chooseLogFiles(
  window: BrowserWindow,
  input: CommandInput<'log.chooseFile'>,
): Promise<string[]> {
  if (input.kind === 'open') return chooseFilesToOpen(window, input);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: input.title,
    defaultPath: input.name,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled ? [] : [filePath];
}
