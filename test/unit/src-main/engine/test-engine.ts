/** A real engine on a real folder for a test: real catalog, real threads, real child processes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FeedMessage } from '../../../../src-shared/contract';
import type { LogRow, TreeNode } from '../../../../src-shared/model';
import { Engine, type EngineOptions } from '../../../../src-main/engine/engine';
import type { EngineClient } from '../../../../src-main/engine/engine-client';
import { toTreeNode } from '../../../../src-main/engine/node-views';
import { BlockFiles } from '../../../../src-main/engine/storage/block-files';
import { Store } from '../../../../src-main/engine/storage/store';
import { verifyFolder, type Verification } from '../../../../src-main/engine/verify/verify';
import { threadScripts } from '../../../setup/threads';

/** See the head of this file. */
export class TestEngine {
  readonly folder: string;
  engine!: Engine;
  client!: EngineClient;
  /** Every message of the feed, in order. */
  readonly messages: FeedMessage[] = [];
  /** Called for each message before it is acknowledged. */
  onMessage: (message: FeedMessage) => void = () => undefined;
  readonly #options: Partial<EngineOptions>;
  #waiting: (() => void)[] = [];

  private constructor(folder: string, options: Partial<EngineOptions>) {
    this.folder = folder;
    this.#options = options;
  }

  static async open(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
    const opened = new TestEngine(await mkdtemp(path.join(tmpdir(), 'runsheet-test-')), options);
    await opened.reopen();
    return opened;
  }

  /** Opens the folder (again) and watches a run, or only the folder. */
  async reopen(scopeId: string | null = null): Promise<void> {
    const { executor, script, transfer } = threadScripts();
    this.engine = await Engine.open({
      dataFolder: path.join(this.folder, 'data'),
      executorThread: executor,
      scriptThread: script,
      transferThread: transfer,
      version: 'test',
      graceMs: 1000,
      ...this.#options,
    });
    this.client = this.engine.connect({
      send: (_event, message) => {
        this.#take(message);
      },
    });
    await this.watch(scopeId);
  }

  async watch(scopeId: string | null): Promise<void> {
    this.#take(
      await this.client.call('feed.subscribe', {
        treeFrom: 0,
        treeCount: 1000,
        treeRootId: null,
        scopeId,
        selectedId: null,
        levels: 15,
      }),
    );
  }

  /** Writes a definition file beside the data folder and returns its path. */
  async define(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  /** Starts a run of a definition text and returns its id. */
  async start(text: string, name = 'test.toml'): Promise<string> {
    const { runId } = await this.client.call('run.start', { path: await this.define(name, text) });
    await this.watch(runId);
    return runId;
  }

  /** Resolves with the first message for which the condition holds. */
  async until(condition: (message: FeedMessage) => boolean): Promise<FeedMessage> {
    for (;;) {
      const latest = this.messages.at(-1);
      if (latest !== undefined && condition(latest)) return latest;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when the watched node has ended. */
  async ended(): Promise<FeedMessage> {
    return this.until(
      (message) => message.scope !== null && !['pending', 'running'].includes(message.scope.status),
    );
  }

  /** Runs a definition text to its end. */
  async run(text: string, name?: string): Promise<{ runId: string; last: FeedMessage }> {
    const runId = await this.start(text, name);
    return { runId, last: await this.ended() };
  }

  /** All lines of a subtree. */
  async lines(id: string, levels = 15): Promise<LogRow[]> {
    const rows: LogRow[] = [];
    for (;;) {
      const page = await this.client.call('log.rows', {
        scopeId: id,
        levels,
        from: rows.length,
        count: 1000,
      });
      rows.push(...page.rows);
      if (rows.length >= page.matching || page.rows.length === 0) return rows;
    }
  }

  /** Every node of a run, depth-first. */
  nodes(runId: string): TreeNode[] {
    const { tree, record } = this.engine.reader.find(runId);
    return Array.from(tree.walk(0), (n) => toTreeNode(tree, record, n));
  }

  /** Recounts the folder as another process would. */
  async verify(): Promise<Verification> {
    const store = Store.openForReading(path.join(this.folder, 'data'));
    if (store === null) throw new Error('There is no catalog.');
    const files = new BlockFiles(path.join(this.folder, 'data'));
    try {
      return verifyFolder({
        range: (start, end) => store.range(start, end),
        readFile: (...place) => files.read(...place),
      });
    } finally {
      files.close();
      await store.close();
    }
  }

  async stop(): Promise<void> {
    await this.engine.stop();
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #take(message: FeedMessage): void {
    this.messages.push(message);
    this.onMessage(message);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
    void this.client.call('feed.acknowledge', { revision: message.revision });
  }
}
