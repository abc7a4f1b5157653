/**
 * The local socket of an engine: other processes of the same user are its clients. The handshake checks the
 * folder's id and a token that only readers of the data folder know.
 */
import { timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { FeedMessage } from '../../../src-shared/contract';
import { toErrorDetails } from '../../../src-shared/errors';
import type { EngineCommand, EngineConnection } from '../engine-client';
import type { Owner } from '../storage/ownership';
import { helloSchema, readLines, requestSchema, sendLine } from './wire';

/** Time that a client has for reading the last answers when the engine stops. */
const lastWordsMs = 500;

/** What the server needs of its engine. */
export interface SocketServerParts {
  readonly owner: Owner;
  readonly folderId: string;
  /** What a client is told first. */
  readonly greeting: { readonly version: string; readonly epoch: string };
  readonly connect: (send: (event: 'feed', payload: FeedMessage) => void) => EngineConnection;
}

/** See the head of this file. */
export class SocketServer {
  readonly #parts: SocketServerParts;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #clients = 0;

  constructor(parts: SocketServerParts) {
    this.#parts = parts;
  }

  /** Clients that have shown the token and are connected. */
  get clients(): number {
    return this.#clients;
  }

  async start(): Promise<void> {
    const { socket } = this.#parts.owner;
    if (process.platform !== 'win32') {
      // We own the folder, so a socket that is there is a dead engine's.
      if (existsSync(socket)) unlinkSync(socket);
    }
    const server = createServer((connection) => {
      this.#serve(connection);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    if (process.platform !== 'win32') chmodSync(socket, 0o600);
  }

  /** Takes no new clients; those that are connected are told by the end of the connection. Idempotent. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of this.#sockets) {
        socket.destroySoon();
        // A client that does not read must not keep the engine from stopping.
        setTimeout(() => socket.destroy(), lastWordsMs).unref();
      }
    });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let client: EngineConnection | null = null;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (client === null) return;
      client.leave();
      this.#clients--;
    });
    readLines(socket, (message) => {
      if (client === null) {
        if (!this.#isWelcome(message)) {
          sendLine(socket, {
            id: 0,
            ok: false,
            error: { code: 'connection-lost', message: 'Wrong token: another engine was meant.', hint: null },
          });
          socket.end();
          return;
        }
        client = this.#parts.connect((event, payload) => {
          sendLine(socket, { event, payload });
        });
        this.#clients++;
        sendLine(socket, { id: 0, ok: true, value: this.#parts.greeting });
        return;
      }
      void answer(socket, client, message);
    });
  }

  #isWelcome(message: unknown): boolean {
    const parsed = helloSchema.safeParse(message);
    if (!parsed.success) return false;
    const { folderId, token } = parsed.data.hello;
    const expected = Buffer.from(this.#parts.owner.token);
    const given = Buffer.from(token);
    return (
      folderId === this.#parts.folderId &&
      given.length === expected.length &&
      timingSafeEqual(given, expected)
    );
  }
}

async function answer(socket: Socket, client: EngineConnection, message: unknown): Promise<void> {
  const request = requestSchema.safeParse(message);
  if (!request.success) {
    socket.destroy();
    return;
  }
  const { id, name, input } = request.data;
  try {
    const value = await client.call(name as EngineCommand, input as never);
    sendLine(socket, { id, ok: true, value });
  } catch (error) {
    sendLine(socket, { id, ok: false, error: toErrorDetails(error) });
  }
}
