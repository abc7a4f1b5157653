// @ts-check
/**
 * The engine's own code for a benchmark: bundled from the sources as they are now, as the build does it, and opened
 * in a folder of its own.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { nodeTarget, threadEntries } from '../../scripts/build-entries.mjs';
import { isAlive } from '../../scripts/process/lock.mjs';
import { root } from '../../scripts/project/root.mjs';

/** @typedef {import('../../src-main/engine/engine').Engine} Engine */
/** @typedef {import('../../src-main/engine/engine').EngineOptions} EngineOptions */
/** @typedef {import('../../src-main/engine/engine-client').EngineClient} EngineClient */
/** @typedef {import('../../src-shared/contract').FeedMessage} FeedMessage */

// Inside node_modules, so that a bundled script still finds the packages it does not contain.
const cacheDir = resolve(root, 'node_modules/.cache/bench');

/** The bundled engine. */
export class EngineBundle {
  /** @type {typeof import('../../src-main/engine/engine').Engine} */
  #Engine;

  /**
   * @param {string} folder
   * @param {typeof import('../../src-main/engine/engine').Engine} EngineClass
   */
  constructor(folder, EngineClass) {
    this.folder = folder;
    this.#Engine = EngineClass;
  }

  /**
   * Bundles engine and threads; `remove` takes the bundle away again.
   *
   * @param {Readonly<Record<string, string>>} [more] further sources by the name of their output file
   */
  static async make(more = {}) {
    removeLeftovers();
    const folder = join(cacheDir, String(process.pid));
    const entries = { engine: 'src-main/engine/engine.ts', ...threadEntries, ...more };
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: true,
        target: nodeTarget,
        outDir: folder,
        emptyOutDir: true,
        rolldownOptions: {
          input: Object.fromEntries(
            Object.entries(entries).map(([name, path]) => [name, resolve(root, path)]),
          ),
          external: ['lmdb'],
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
      ssr: { noExternal: true },
    });
    return openBundle(folder);
  }

  /**
   * Opens an engine, in a new folder by default.
   *
   * @param {Partial<EngineOptions>} [options]
   */
  async open(options = {}) {
    const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'runsheet-bench-'));
    const engine = await this.#Engine.open({
      executorThread: pathToFileURL(join(this.folder, 'executor.mjs')),
      scriptThread: pathToFileURL(join(this.folder, 'script.mjs')),
      transferThread: pathToFileURL(join(this.folder, 'transfer.mjs')),
      version: 'bench',
      ...options,
      dataFolder: folder,
    });
    return new BenchEngine(engine, folder);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A bundle that another process has made.
 *
 * @param {string} folder
 */
export async function openBundle(folder) {
  const { Engine } = await import(pathToFileURL(join(folder, 'engine.mjs')).href);
  return new EngineBundle(folder, Engine);
}

/** An engine with one subscriber that acknowledges, as a window does. */
export class BenchEngine {
  /** @type {FeedMessage | null} */
  #last = null;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /**
   * @param {Engine} engine
   * @param {string} folder
   */
  constructor(engine, folder) {
    this.engine = engine;
    this.folder = folder;
    this.messages = 0;
    /** @type {EngineClient} */
    this.client = engine.connect({ send: (_event, message) => this.#take(message) });
  }

  /**
   * Subscribes (again) as a window does that shows the whole tree and the log of `scopeId`.
   *
   * @param {string | null} scopeId
   */
  async watch(scopeId) {
    const interest = {
      treeFrom: 0,
      treeCount: 50,
      treeRootId: null,
      scopeId,
      selectedId: scopeId,
      levels: 15,
    };
    this.#take(await this.client.call('feed.subscribe', interest));
  }

  /**
   * Resolves with the first message of the feed for which the condition holds.
   *
   * @param {(message: FeedMessage) => boolean} condition
   * @returns {Promise<FeedMessage>}
   */
  async until(condition) {
    for (;;) {
      if (this.#last !== null && condition(this.#last)) return this.#last;
      await new Promise((resolve) => this.#waiting.add(() => resolve(undefined)));
    }
  }

  /** Stops the engine and removes its folder. */
  async close() {
    await this.engine.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param {FeedMessage} message */
  #take(message) {
    this.#last = message;
    this.messages++;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolveOne of waiting) resolveOne();
    void this.client.call('feed.acknowledge', { revision: message.revision });
  }
}

/** Removes what benchmarks that were killed have left behind. */
function removeLeftovers() {
  if (!existsSync(cacheDir)) return;
  for (const name of readdirSync(cacheDir)) {
    if (!isAlive(Number(name))) rmSync(join(cacheDir, name), { recursive: true, force: true });
  }
}
