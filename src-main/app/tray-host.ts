/** Whether the desktop has a place for icons beside the clock. Electron makes a tray anyway, which nobody would see. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What owns this name on the session's bus shows such icons (freedesktop, StatusNotifierItem). */
const watcher = 'org.kde.StatusNotifierWatcher';
const bus = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const;
const timeoutMs = 2000;

/** The same question by whichever program is there. */
const questions: readonly (readonly [program: string, args: readonly string[]])[] = [
  [
    'gdbus',
    [
      'call',
      '--session',
      '--dest',
      bus.name,
      '--object-path',
      bus.path,
      '--method',
      `${bus.name}.NameHasOwner`,
      watcher,
    ],
  ],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply',
      `--dest=${bus.name}`,
      bus.path,
      `${bus.name}.NameHasOwner`,
      `string:${watcher}`,
    ],
  ],
];

/** Windows and macOS always have one; elsewhere the session's bus is asked. */
export async function hasTrayHost(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (platform === 'win32' || platform === 'darwin') return true;
  if ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '') return false;
  for (const [program, args] of questions) {
    const answer = await promisify(execFile)(program, [...args], {
      env: environment,
      timeout: timeoutMs,
    }).then(
      ({ stdout }) => stdout,
      () => null,
    );
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}
