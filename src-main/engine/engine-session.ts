/**
 * A lasting connection to whatever executes a folder: the engine of this process when nobody else does, another
 * process's over its socket otherwise. When that one goes away, the session takes over or finds the next, and the
 * subscriber gets a snapshot as if it had asked for one.
 */
import type { CommandInput, CommandOutput, FeedMessage, Interest } from '../../src-shared/contract';
import { fromErrorDetails, RunsheetError, toErrorDetails } from '../../src-shared/errors';
import { Engine, type EngineOptions } from './engine';
import type { EngineCommand, EngineConnection } from './engine-client';
import { connectToOwner } from './remote/connect-to-owner';

/** Milliseconds between two tries to reach an engine that is just starting or stopping. */
const retryDelayMs = 100;

/** See the head of this file. */
export class EngineSession implements EngineConnection {
  readonly #options: EngineOptions;
  readonly #send: (event: 'feed', payload: FeedMessage) => void;
  #engine: Engine | null = null;
  #connection: EngineConnection | null = null;
  #interest: Interest | null = null;
  /** What was opened and closed, for the next engine; the latest choice for a node comes last. */
  readonly #folds = new Map<string, CommandInput<'tree.fold'>>();
  #connecting: Promise<void> | null = null;
  /** Why no engine could be opened, for the next call. */
  #failure: Error | null = null;
  #closed = false;

  private constructor(options: EngineOptions, send: (event: 'feed', payload: FeedMessage) => void) {
    this.#options = options;
    this.#send = send;
  }

  static async open(
    options: EngineOptions,
    send: (event: 'feed', payload: FeedMessage) => void,
  ): Promise<EngineSession> {
    const session = new EngineSession(options, send);
    await session.#connect();
    return session;
  }

  /** The engine of this process, null when another process executes the folder. */
  get engine(): Engine | null {
    return this.#engine;
  }

  async call<Name extends EngineCommand>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<CommandOutput<Name>> {
    if (name === 'feed.subscribe' || name === 'feed.look') this.#interest = input as Interest;
    if (name === 'tree.fold') {
      const fold = input as CommandInput<'tree.fold'>;
      const foldKey = `${fold.id} ${fold.below === true}`;
      this.#folds.delete(foldKey);
      this.#folds.set(foldKey, fold);
    }
    if (this.#connection === null && !this.#closed) await this.#connect();
    if (this.#connection === null)
      throw this.#failure ?? new RunsheetError('stopping', 'Runsheet is closing.');
    return this.#connection.call(name, input);
  }

  leave(): void {
    this.#connection?.leave();
  }

  /** Leaves, and stops the engine if it is this process's. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.leave();
    this.#connection = null;
    // A try that is under way sees that the session is closed; why it failed is nobody's concern any more.
    await this.#connecting?.catch(() => undefined);
    await this.#engine?.stop();
    this.#engine = null;
  }

  /** One loop at a time finds the engine or becomes it; it ends when it has, or when the session is closed. */
  #connect(): Promise<void> {
    this.#connecting ??= this.#tryUntilConnected().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #tryUntilConnected(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#connection = (await this.#joinOwner()) ?? (await this.#becomeOwner());
        return;
      } catch (error) {
        const { code } = toErrorDetails(error);
        if (!['folder-in-use', 'connection-lost', 'stopping'].includes(code)) throw error;
        // The other engine is starting or stopping; as long as it lives the folder is its own.
        await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      }
    }
  }

  async #joinOwner(): Promise<EngineConnection | null> {
    const connection = await connectToOwner(this.#options.dataFolder, {
      onFeed: (message) => {
        this.#send('feed', message);
      },
      onClosed: () => {
        this.#lost();
      },
    });
    // What is due starts for whoever wants it, whichever process executes the folder.
    if (this.#options.schedules === true) await connection?.call('schedule.attend', {});
    return connection;
  }

  async #becomeOwner(): Promise<EngineConnection> {
    const engine = await Engine.open(this.#options);
    if (this.#closed) await engine.stop();
    else this.#engine = engine;
    return engine.connect({ send: this.#send });
  }

  #lost(): void {
    if (this.#closed || this.#engine !== null) return;
    this.#connection = null;
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
      const connection = this.#connection;
      if (connection === null || this.#closed) return;
      for (const fold of this.#folds.values()) await connection.call('tree.fold', fold);
      if (this.#interest !== null)
        this.#send('feed', await connection.call('feed.subscribe', this.#interest));
    } catch (error) {
      // Lost again: the loss of the new connection has begun another try. Anything else is for the next call to tell.
      const details = toErrorDetails(error);
      this.#failure = details.code === 'connection-lost' ? null : fromErrorDetails(details);
    }
  }
}
