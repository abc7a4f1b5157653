/** An engine in a process of its own, to be killed, and the command line beside it. Needs the build. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../bin/runsheet.mjs');

/** `runsheet … --json` on a folder; the objects it printed and its exit code. */
export async function runsheet(
  data: string,
  ...args: string[]
): Promise<{ code: number; objects: Record<string, unknown>[]; error: string }> {
  // The flags come first: what follows `--` belongs to the command.
  const [verb, ...rest] = args;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [program, verb, '--data', data, '--json', ...rest],
      { maxBuffer: 1 << 28 },
    );
    return { code: 0, objects: parseLines(stdout), error: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, objects: parseLines(stdout), error: stderr };
  }
}

/** A recount of the folder finds nothing; what it finds stands in the message, since it may not come again soon. */
export async function expectVerified(data: string): Promise<void> {
  const { code, objects, error } = await runsheet(data, 'verify');
  // A second look tells whether it was written so or read so.
  const again = code === 0 ? '' : JSON.stringify((await runsheet(data, 'verify')).objects);
  const found = `${error}${JSON.stringify(objects)} ${again}`;
  expect(objects, found).toMatchObject([{ ok: true, differences: [] }]);
  expect(code).toBe(0);
}

/** `runsheet serve` in a process of its own. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, 'exit');
  }

  /** Starts it and waits until it executes the folder. */
  static async start(data: string, ...args: string[]): Promise<EngineProcess> {
    const child = spawn(process.execPath, [program, 'serve', '--data', data, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const engine = new EngineProcess(child);
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('executes')) resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`serve ended with ${String(code)}: ${said}`));
      });
    });
    return engine;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Waits until it ends by itself. */
  async exited(): Promise<void> {
    await this.#exited;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }
}

function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
