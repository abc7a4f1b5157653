/** The command line of the window: what to open, on which data folder. */
import path from 'node:path';
import { linkScheme } from './line-link';

/** What was asked for; paths are absolute. */
export interface AppArguments {
  /** Null: the environment's or the default folder. */
  readonly dataFolder: string | null;
  /** Definitions, archives and logs to show; none is run by being named. */
  readonly files: readonly string[];
  /** References to lines, as they were given. */
  readonly links: readonly string[];
  /** Start the checksum sample at once. */
  readonly runSample: boolean;
}

/**
 * Reads the arguments after the executable and, where the app was started by its folder, after that. Switches of
 * Chromium and of Electron are theirs and passed over.
 */
export function readAppArguments(args: readonly string[], workingFolder: string): AppArguments {
  let dataFolder: string | null = null;
  let runSample = false;
  const files: string[] = [];
  const links: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--data') dataFolder = args[++at] ?? null;
    else if (arg.startsWith('--data=')) dataFolder = arg.slice('--data='.length);
    else if (arg === '--run-sample') runSample = true;
    else if (arg.startsWith(`${linkScheme}:`)) links.push(arg);
    else if (!arg.startsWith('-') && arg !== '') files.push(path.resolve(workingFolder, arg));
  }
  return {
    dataFolder: dataFolder === null || dataFolder === '' ? null : path.resolve(workingFolder, dataFolder),
    files,
    links,
    runSample,
  };
}

/**
 * What follows the app's own folder on the command line of an app that was started by `electron FOLDER …`; of a
 * packaged app everything after the executable.
 */
export function ownArguments(argv: readonly string[], appFolder: string | null): readonly string[] {
  if (appFolder === null) return argv.slice(1);
  const at = argv.findIndex((arg, index) => index > 0 && path.resolve(arg) === appFolder);
  return argv.slice(at === -1 ? 2 : at + 1);
}
