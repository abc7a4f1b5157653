/**
 * A lasting connection to whatever executes a folder: the engine of this process when nobody else does, another
 * process's over its socket otherwise. Each window has a seat of its own; when the engine goes away, the session takes
 * over or finds the next, and every subscriber gets a snapshot as if it had asked for one.
 */
import type { CommandInput, CommandOutput, FeedMessage, Interest } from '../../src-shared/contract';
import { fromErrorDetails, RunsheetError, toErrorDetails } from '../../src-shared/errors';
import { Engine, type EngineOptions } from './engine';
import type { EngineCommand, EngineConnection } from './engine-client';
import { connectToOwner } from './remote/connect-to-owner';

/** Milliseconds between two tries to reach an engine that is just starting or stopping. */
const retryDelayMs = 100;

/** Hears the feed of a seat. */
export type SeatListener = (event: 'feed', payload: FeedMessage) => void;

/** One who looks, with an interest and a folding of its own. */
export class SessionSeat implements EngineConnection {
  readonly #send: SeatListener;
  readonly #connect: (seat: SessionSeat) => Promise<void>;
  /** What was opened and closed, for the next engine; the latest choice for a node comes last. */
  readonly #folds = new Map<string, CommandInput<'tree.fold'>>();
  #connection: EngineConnection | null = null;
  #interest: Interest | null = null;
  #hasLeft = false;
  /** Why no engine could be reached, for the next call. */
  #failure: Error | null = null;

  constructor(send: SeatListener, connect: (seat: SessionSeat) => Promise<void>) {
    this.#send = send;
    this.#connect = connect;
  }

  get isConnected(): boolean {
    return this.#connection !== null;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  get send(): SeatListener {
    return this.#send;
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
    if (this.#connection === null && !this.#hasLeft) await this.#connect(this);
    const connection = this.#reached();
    if (connection === null) throw this.#failure ?? new RunsheetError('stopping', 'Runsheet is closing.');
    return connection.call(name, input);
  }

  /** Ends the subscription; the seat is of no use any more. */
  leave(): void {
    this.#hasLeft = true;
    this.#connection?.leave();
    this.#connection = null;
  }

  /** An engine was reached. */
  take(connection: EngineConnection): void {
    if (this.#hasLeft) connection.leave();
    else this.#connection = connection;
  }

  #reached(): EngineConnection | null {
    return this.#connection;
  }

  /** The engine is gone: finds the next, and tells how things stand there. */
  async reconnect(): Promise<void> {
    this.#connection = null;
    if (this.#hasLeft) return;
    try {
      await this.#connect(this);
      const connection = this.#reached();
      if (connection === null) return;
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

/** See the head of this file. */
export class EngineSession {
  readonly #options: EngineOptions;
  readonly #seats = new Set<SessionSeat>();
  #engine: Engine | null = null;
  /** One seat after the other finds the engine, or becomes its owner. */
  #connecting: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Opens the folder, with a first seat. Throws when it cannot be used. */
  static async open(
    options: EngineOptions,
    send: SeatListener,
  ): Promise<{ session: EngineSession; seat: SessionSeat }> {
    const session = new EngineSession(options);
    const seat = session.join(send);
    await session.#connect(seat);
    return { session, seat };
  }

  /** The engine of this process, null when another process executes the folder. */
  get engine(): Engine | null {
    return this.#engine;
  }

  /** Another one who looks; it is connected with its first call. */
  join(send: SeatListener): SessionSeat {
    const seat = new SessionSeat(send, (one) => this.#connect(one));
    this.#seats.add(seat);
    return seat;
  }

  /** All leave, and the engine stops if it is this process's. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const seat of this.#seats) seat.leave();
    // A try that is under way sees that the session is closed; why it failed is nobody's concern any more.
    await this.#connecting.catch(() => undefined);
    await this.#engine?.stop();
    this.#engine = null;
  }

  #connect(seat: SessionSeat): Promise<void> {
    const before = this.#connecting.catch(() => undefined);
    const next = before.then(() => this.#tryUntilConnected(seat));
    this.#connecting = next;
    return next;
  }

  async #tryUntilConnected(seat: SessionSeat): Promise<void> {
    while (!this.#closed && !seat.isConnected && !seat.hasLeft) {
      try {
        seat.take(await this.#reach(seat));
        return;
      } catch (error) {
        const { code } = toErrorDetails(error);
        if (!['folder-in-use', 'connection-lost', 'stopping'].includes(code)) throw error;
        // The other engine is starting or stopping; as long as it lives the folder is its own.
        await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      }
    }
  }

  async #reach(seat: SessionSeat): Promise<EngineConnection> {
    if (this.#engine !== null) return this.#engine.connect({ send: seat.send });
    const other = await connectToOwner(this.#options.dataFolder, {
      onFeed: (message) => {
        seat.send('feed', message);
      },
      onClosed: () => {
        if (!this.#closed) void seat.reconnect();
      },
    });
    if (other !== null) {
      // What is due starts for whoever wants it, whichever process executes the folder.
      if (this.#options.schedules === true) await other.call('schedule.attend', {});
      return other;
    }
    const engine = await Engine.open(this.#options);
    if (this.#closed) await engine.stop();
    else this.#engine = engine;
    return engine.connect({ send: seat.send });
  }
}
