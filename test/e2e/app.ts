/** Starts the built app on a folder of its own, as a person would, and reads what the window shows. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type Electron from 'electron';
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

/** Counts as the window shows them. */
export interface ShownCounts {
  total: number;
  pending: number;
  running: number;
  completed: number;
  failed: number;
  cancelled: number;
}

/** See the head of this file. */
export class App {
  readonly folder: string;
  readonly data: string;
  /** Set on top of the environment at the next start. */
  environment: Record<string, string> = {};
  #electron: ElectronApplication | null = null;
  page!: Page;

  private constructor(folder: string, data = path.join(folder, 'data')) {
    this.folder = folder;
    this.data = data;
  }

  static async open(...args: string[]): Promise<App> {
    const app = new App(await mkdtemp(path.join(tmpdir(), 'runsheet-e2e-')));
    await app.start(...args);
    return app;
  }

  /** On a data folder that is there; it stays. */
  static async openOn(data: string): Promise<App> {
    const app = new App(await mkdtemp(path.join(tmpdir(), 'runsheet-e2e-')), data);
    await app.start();
    return app;
  }

  async start(...args: string[]): Promise<void> {
    this.#electron = await _electron.launch({
      cwd: root,
      args: [root, '--data', this.data, ...args],
      env: { ...(process.env as Record<string, string>), RUNSHEET_DATA: '', ...this.environment },
    });
    this.page = await this.#electron.firstWindow();
    await expect(this.page.getByTestId('connection-state')).toHaveText(/live/i);
  }

  /** Quits the app as the menu does, answering the question about running jobs with "stop". */
  async stop(): Promise<void> {
    const electron = this.#electron;
    this.#electron = null;
    if (electron === null) return;
    await electron.evaluate(({ dialog }) => {
      // The one native dialog of the app: a test cannot press its button.
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    });
    await electron.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The running app. */
  get electron(): ElectronApplication {
    if (this.#electron === null) throw new Error('The app does not run.');
    return this.#electron;
  }

  /** Makes every question of the system be answered so, and tells what was asked. */
  async answer(response: number, checkboxChecked = false): Promise<void> {
    await this.electron.evaluate(
      ({ dialog }, given) => {
        const asked = globalThis as unknown as { asked?: unknown[] };
        asked.asked = [];
        dialog.showMessageBox = (...args: unknown[]) => {
          asked.asked?.push(args.at(-1));
          return Promise.resolve(given);
        };
      },
      { response, checkboxChecked },
    );
  }

  /** What the system's dialogs asked since {@link answer}. */
  async asked(): Promise<{ message: string; detail: string; buttons: string[] }[]> {
    return this.electron.evaluate(() => (globalThis as unknown as { asked?: never[] }).asked ?? []);
  }

  /** Text on the clipboard. */
  async clipboard(): Promise<string> {
    return (await this.#electron?.evaluate(({ clipboard }) => clipboard.readText())) ?? '';
  }

  /**
   * Does something in the app's main process with its window; what bears it is done again when its answer is lost: a
   * busy main process now and then loses the promise that Playwright waits for.
   */
  async inMain<Value, Input>(
    work: (electron: typeof Electron, input: Input) => Value | Promise<Value>,
    input: Input,
    { mayRepeat = false }: { readonly mayRepeat?: boolean } = {},
  ): Promise<Value> {
    for (;;) {
      if (this.#electron === null) throw new Error('The app does not run.');
      try {
        return await this.#electron.evaluate<Value, Input>(work as never, input as never);
      } catch (error) {
        if (!mayRepeat || !String(error).includes('garbage collected')) throw error;
      }
    }
  }

  /** Evaluates an expression in the page by way of the main process: also after its process had crashed. */
  async read<Value>(expression: string): Promise<Value> {
    const readOnce = async ({ BrowserWindow }: typeof Electron, code: string) => {
      const [{ webContents }] = BrowserWindow.getAllWindows();
      // One who asks a page in the moment of its crash is never answered.
      const noAnswer = new Promise((_resolve, reject) => {
        setTimeout(() => {
          reject(new Error('The page does not answer.'));
        }, 2000);
      });
      return (await Promise.race([webContents.executeJavaScript(code), noAnswer])) as Value;
    };
    return this.inMain(readOnce, expression, { mayRepeat: true });
  }

  /** Tells the window that a reference to a line was opened, as the app does. */
  async openLine(runId: string, n: number): Promise<void> {
    await this.#electron?.evaluate(
      ({ BrowserWindow }, payload) => {
        BrowserWindow.getAllWindows()[0].webContents.send('open-line', payload);
      },
      { runId, n },
    );
  }

  /** Makes the window so large, in pixels; no smaller than it can be. */
  async resize(width: number, height: number): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0].setSize(size.width, size.height);
      },
      { width, height },
    );
  }

  /** Makes pixels as large as a system that shows everything larger does. */
  async zoom(ratio: number): Promise<void> {
    await this.#electron?.evaluate(({ BrowserWindow }, factor) => {
      BrowserWindow.getAllWindows()[0].webContents.setZoomFactor(factor);
    }, ratio);
  }

  /** Starts again with the same folder. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Makes the next file dialog answer with this file. */
  async choose(file: string): Promise<void> {
    await this.#electron?.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, file);
  }

  /** Makes the next dialog for a file to write answer with this one. */
  async chooseTarget(file: string): Promise<void> {
    await this.#electron?.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, file);
  }

  async define(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  /** Opens a definition through the dialog and runs it. */
  async run(text: string, name = 'batch.toml'): Promise<void> {
    await this.choose(await this.define(name, text));
    await this.page.getByTestId('run-open').click();
    await this.page.getByTestId('run-start').click();
  }

  /** The counts bar. */
  async counts(): Promise<ShownCounts> {
    return this.page.evaluate(() => {
      const value = (name: string) =>
        Number(
          document.querySelector(`[data-testid=stat-${name}]`)?.getAttribute('data-value') ?? Number.NaN,
        );
      return {
        total: value('total'),
        pending: value('pending'),
        running: value('running'),
        completed: value('completed'),
        failed: value('failed'),
        cancelled: value('cancelled'),
      };
    });
  }

  /** Numbers of the log rows that are drawn now, top to bottom. */
  async shownNumbers(): Promise<number[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll('[data-testid=log-row]')]
        .map((row) => ({ n: Number(row.getAttribute('data-n')), top: row.getBoundingClientRect().top }))
        .sort((a, b) => a.top - b.top)
        .map((row) => row.n),
    );
  }

  /** Waits until the chosen run has this status. */
  async runStatus(status: string): Promise<void> {
    await expect(this.page.locator('[data-testid=job-row][data-kind=run]').first()).toHaveAttribute(
      'data-status',
      status,
      {
        timeout: 40_000,
      },
    );
  }

  /** `runsheet … --json` on the same folder, from another process. */
  async cli(...args: string[]): Promise<Record<string, unknown>[]> {
    // The flags come first: what follows `--` belongs to the command.
    const [verb, ...rest] = args;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(root, 'bin', 'runsheet.mjs'), verb, '--data', this.data, '--json', ...rest],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
