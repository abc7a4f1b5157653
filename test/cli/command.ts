import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const program = path.resolve(import.meta.dirname, '../../bin/runsheet.mjs');

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export class Command {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #seen: string[] = [];

  /** `input` is what comes on its stdin; without it there is none. */
  constructor(
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly input?: string },
  ) {
    const { input, ...rest } = options;
    const child = spawn(process.execPath, [program, ...args], { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined); // it may end without having read
    child.stdin.end(input);
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout });
    this.#lines.on('line', (line) => this.#seen.push(line));
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
    }
    this.ended = once(child, 'close').then(() => ({ code: child.exitCode, ...printed }));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Reads no more, as `head` does. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  /** The first line of stdout that the test accepts. */
  async line(accepts: (line: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const found = this.#seen.find(accepts);
      if (found !== undefined) return found;
      await once(this.#lines, 'line');
    }
  }
}

/** The objects of JSON Lines. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into parsed JSON
export function parseLines(stdout: string): any[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
