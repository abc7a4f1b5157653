/**
 * Where the local socket of a data folder is: named by a hash of the folder in the user's runtime directory,
 * because long socket paths are cut silently. On Windows it is a named pipe. Clients read the path from the owner's
 * record, so the server is free to go elsewhere where a directory cannot be trusted.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** The socket's path for a folder that exists; its directory exists afterwards and is the user's alone. */
export function socketPath(dataFolder: string): string {
  const hash = createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\runsheet-${hash}`;
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? '';
  const candidates = [
    ...(path.isAbsolute(runtime) ? [path.join(runtime, 'runsheet')] : []),
    path.join(tmpdir(), `runsheet-${userInfo().uid}`),
  ];
  const folder = candidates.find(isOurs) ?? mkdtempSync(path.join(tmpdir(), 'runsheet-'));
  return path.join(folder, `${hash}.sock`);
}

/** Makes the directory if it is not there; whether it is the user's alone: in another's, anyone could answer for us. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
