/** Electron entry: one window and one engine session for a data folder. Built as `out/main/index.js`. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { app, dialog } from 'electron';
import { toErrorDetails } from '../src-shared/errors';
import { ownArguments, readAppArguments } from './app/app-arguments';
import { linkScheme } from './app/line-link';
import { guardPages } from './app/page-guards';
import { registerPageScheme } from './app/page-protocol';
import { RunsheetApp } from './app/runsheet-app';
import { dataFolderOf } from './engine/data-folder';

// lmdb rejects more promises than it gives out when the disk is full; work goes on once there is room.
process.on('unhandledRejection', (reason) => {
  console.error(reason);
});

const appFolder = process.defaultApp === true ? app.getAppPath() : null;
const args = readAppArguments(ownArguments(process.argv, appFolder), process.cwd());
const dataFolder = dataFolderOf(args.dataFolder, {
  platform: process.platform,
  environment: process.env,
  homeFolder: homedir(),
  workingFolder: process.cwd(),
});

// Everything of the window is inside its data folder, so that two folders are two apps that know nothing of
// each other, and the lock below is the folder's.
const windowFolder = path.join(dataFolder, 'window');
mkdirSync(windowFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', windowFolder);

if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);

if (app.requestSingleInstanceLock({ files: args.files, links: args.links })) {
  registerPageScheme();
  guardPages(app);
  const runsheet = new RunsheetApp({ entry: import.meta.url, dataFolder, windowFolder, args });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const { files = [], links = [] } = (data as { files?: string[]; links?: string[] } | null) ?? {};
    runsheet.show({ files, links });
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    runsheet.show({ files: [file] });
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    runsheet.show({ links: [link] });
  });
  // Not awaited: Electron is ready only after this module has been loaded to its end.
  void startApp(runsheet);
} else {
  // The window of this folder is open already and has been told about the files.
  app.quit();
}

async function startApp(runsheet: RunsheetApp): Promise<void> {
  try {
    await app.whenReady();
    await runsheet.start();
  } catch (error) {
    const { message, hint } = toErrorDetails(error);
    dialog.showErrorBox('Runsheet could not start', hint === null ? message : `${message}\n${hint}`);
    app.exit(2);
  }
}
