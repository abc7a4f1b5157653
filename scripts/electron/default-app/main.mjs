// @ts-check
// Runs inside Electron: what `electron PATH` starts. It finds the app that the command line names, honours
// `-r MODULE` as Electron's own does, and imports the app's main module.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as electronApp } from 'electron';

/** Two calls that Electron keeps for this very purpose and does not declare. */
const app =
  /** @type {import('electron').App & { setVersion(version: string): void, setAppPath(path: string): void }} */ (
    electronApp
  );
const { file, modules } = readArguments(process.argv.slice(1));
const require = createRequire(join(process.cwd(), 'command-line.cjs'));
for (const name of modules) require(name);

if (file === undefined) {
  console.error('Electron was started without an app. Usage: electron [-r MODULE] PATH');
  app.exit(2);
} else {
  try {
    await startApp(resolve(file));
  } catch (error) {
    console.error(`The app at ${file} could not be loaded.`, error);
    app.exit(1);
  }
}

/** @param {readonly string[]} args */
function readArguments(args) {
  /** @type {string[]} */
  const modules = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i];
    if (arg === '-r' || arg === '--require') modules.push(args[(i += 1)]);
    else if (!arg.startsWith('-')) return { file: arg, modules };
  }
  return { file: undefined, modules };
}

/** @param {string} path the app's folder or its main module */
async function startApp(path) {
  Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const description = isFolder ? JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) : {};
  if (description.version) app.setVersion(description.version);
  app.name = description.productName ?? description.name ?? basename(folder);
  if (description.desktopName) app.setDesktopName(description.desktopName);
  app.setAppPath(folder);
  // Awaited on top level, so that Electron is ready only after the app has registered for it.
  await import(pathToFileURL(isFolder ? join(folder, description.main ?? 'index.js') : path).href);
}
