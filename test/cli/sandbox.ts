import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withFolder } from '../../src-main/cli/link/open-folder';
import { Command, parseLines, type Ended } from './command';

const pollMs = 20;

/** A folder for one test: definitions, a data folder, and the commands that use them. */
export class Sandbox {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'runsheet-cli-'));
  readonly dataFolder = path.join(this.folder, 'data');
  readonly #commands: Command[] = [];

  start(...args: string[]): Command {
    return this.#start(args, {});
  }

  /** Starts a command with a text on its stdin. */
  pipe(input: string, ...args: string[]): Command {
    return this.#start(args, { input });
  }

  #start(args: readonly string[], options: { readonly input?: string }): Command {
    const env: NodeJS.ProcessEnv = { ...process.env, RUNSHEET_DATA: this.dataFolder };
    delete env['NO_COLOR'];
    const command = new Command(args, { cwd: this.folder, env, ...options });
    this.#commands.push(command);
    return command;
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** The objects that a command prints with `--json`; none while what it asks for is not there yet. */
  async json(...args: string[]): Promise<ReturnType<typeof parseLines>> {
    return parseLines((await this.run('--json', ...args)).stdout);
  }

  /** Writes a definition and returns its name. */
  define(name: string, text: string): string {
    writeFileSync(path.join(this.folder, name), text);
    return name;
  }

  get hasData(): boolean {
    return existsSync(this.dataFolder);
  }

  /** Process id of the engine that executes the data folder, or null. */
  async enginePid(): Promise<number | null> {
    return withFolder(this.dataFolder, async (folder) => (await folder?.owner())?.pid ?? null);
  }

  /** Kills the engine as a crash would, and waits until it is gone. */
  async killEngine(): Promise<void> {
    const pid = await this.enginePid();
    if (pid === null) throw new Error('Nothing executes the folder.');
    process.kill(pid, 'SIGKILL');
    await until(async () => (await this.enginePid()) === null);
  }

  /** Ends what still runs and removes everything. */
  async remove(): Promise<void> {
    for (const command of this.#commands) command.signal('SIGKILL');
    await Promise.all(this.#commands.map((command) => command.ended));
    const pid = await this.enginePid();
    if (pid !== null) process.kill(pid, 'SIGTERM');
    await until(async () => (await this.enginePid()) === null && !isProcess(pid));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Resolves when the condition holds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(pollMs);
}

function isProcess(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}
