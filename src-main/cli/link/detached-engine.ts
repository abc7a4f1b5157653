/** Starts an engine of its own for a folder: a detached `serve --until-idle` that outlives this process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { errorDetailsSchema, fromErrorDetails, RunsheetError } from '../../../src-shared/errors';
import type { CliContext } from '../context';
import { makeDataFolder } from '../../engine/data-folder';

/** Of what an engine prints while it starts, so much is kept for the error message. */
const keptOutput = 64 * 1024;

/**
 * Resolves when the new engine is ready for clients, or when it found that another one executes the folder. Throws
 * what kept it from starting. Waits as long as it lives.
 */
export async function startDetachedEngine(context: CliContext): Promise<void> {
  makeDataFolder(context.dataFolder);
  const child = spawn(
    process.execPath,
    [fileURLToPath(context.entry), 'serve', '--until-idle', '--json', '--data', context.dataFolder],
    {
      cwd: context.dataFolder,
      env: withoutMarks(context.environment),
      // Its pipes are only for the start: stdout says that it is ready, stderr why it is not.
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    },
  );
  try {
    await ready(child);
  } finally {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.unref();
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-keptOutput);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => {
      resolve();
    });
    child.once('error', (cause) => {
      reject(new RunsheetError('internal', `The engine cannot be started: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      const error = startError(errors, code === null ? `signal ${signal}` : `exit code ${code}`);
      if (error.code === 'folder-in-use') resolve();
      else reject(error);
    });
  });
}

/** The error that the engine printed, or one that quotes its last line. */
function startError(errors: string, end: string): RunsheetError {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.reverse()) {
    try {
      const parsed = JSON.parse(line) as { error?: unknown };
      return fromErrorDetails(errorDetailsSchema.parse(parsed.error));
    } catch {
      // Not the line with the error.
    }
  }
  const said = lines.length === 0 ? '' : `: ${lines[0].trim()}`;
  return new RunsheetError('internal', `The engine ended while it started (${end})${said}`);
}

/** A job may call this program; the engine that it starts must not be taken for a process of that job. */
function withoutMarks(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const isMark = /^RUNSHEET_(RUN|JOB|ATTEMPT|RUN_DIR)$/.test(name);
    if (value !== undefined && !isMark) kept[name] = value;
  }
  return kept;
}
