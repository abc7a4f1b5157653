/**
 * The environment of the user's login shell. Started from a dock or a menu, an app has another PATH than the
 * user's terminal, and commands that work there are not found here.
 */
import { shellEnv } from 'shell-env';
import type { JobEnvironment } from '../engine/engine';

/** A start-up file that hangs must not keep jobs from starting. */
const patienceMs = 5000;

/** What jobs start from; the app's own environment where it came from a terminal, or the shell does not answer. */
export async function loginEnvironment(own: JobEnvironment = process.env): Promise<JobEnvironment> {
  if (process.platform === 'win32' || own['TERM'] !== undefined || own['SSH_TTY'] !== undefined) return own;
  let timer: NodeJS.Timeout | undefined;
  try {
    const shell = await Promise.race([
      shellEnv(),
      new Promise<null>((resolve) => {
        timer = setTimeout(() => {
          resolve(null);
        }, patienceMs);
      }),
    ]);
    return shell?.['PATH'] === undefined ? own : { ...own, PATH: shell['PATH'] };
  } catch {
    // A shell that cannot be run tells nothing: the app's own environment is all there is.
    return own;
  } finally {
    clearTimeout(timer);
  }
}
