// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to the environment; undefined removes a name
 * @property {boolean} [capture] collect stdout and stderr instead of showing them; default false
 * @property {boolean} [input] the child reads the terminal; default false
 * @property {boolean} [ownGroup] a process group of its own, so that ending it ends its children too; not
 *   for programs that read the terminal; default false
 * @property {boolean} [shell] only for `.cmd` files on Windows; default false
 * @property {(child: import('node:child_process').ChildProcess) => void} [onStart]
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 128 + n when signal n ended it; 127 when it could not be started
 * @property {string} stdout empty unless captured
 * @property {string} stderr empty unless captured; why it could not be started
 */

/** @type {Map<import('node:child_process').ChildProcess, boolean>} child → has a group of its own */
const living = new Map();

let interrupted = false;

/** Whether a signal has asked this process to end. */
export const isInterrupted = () => interrupted;

/**
 * Runs a program to its end. What goes wrong is in the result; it rejects only when this process has been
 * interrupted, so that nothing new is started then.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  if (interrupted) return Promise.reject(new Error('Interrupted.'));
  const { capture = false, input = false, ownGroup = false, shell = false } = options;
  const output = capture ? 'pipe' : 'inherit';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [input ? 'inherit' : 'ignore', output, output],
      detached: ownGroup && process.platform !== 'win32',
      shell,
      windowsHide: true,
    });
    living.set(child, ownGroup);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    /** @param {number} code @param {string} [problem] */
    const finish = (code, problem) => {
      living.delete(child);
      resolve({ code, stdout: stdout(), stderr: problem ?? stderr() });
    };
    child.once('error', (error) => finish(127, error.message));
    child.once('close', (code, signal) => finish(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    options.onStart?.(child);
  });
}

/**
 * Ends a child that `run` has started, with its group when it has one of its own.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function end(child, signal = 'SIGTERM') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(living.get(child) === true ? -child.pid : child.pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * From here on a signal to this process goes to the children that `run` has started, and nothing more is
 * started: this process ends by its own way out, with its cleaning up. Without children it ends at once.
 */
export function passSignalsOn() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const code = 128 + constants.signals[signal];
      if (living.size === 0) process.exit(code);
      for (const child of living.keys()) end(child, interrupted ? 'SIGKILL' : signal);
      process.exitCode = code;
      interrupted = true;
    });
  }
}

/**
 * @param {import('node:stream').Readable | null} stream
 * @returns {() => string} what has come so far
 */
function collect(stream) {
  /** @type {Buffer[]} */
  const chunks = [];
  stream?.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
