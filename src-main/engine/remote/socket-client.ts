/** A client of an engine in another process. */
import { connect, type Socket } from 'node:net';
import type { CommandInput, CommandOutput, FeedMessage } from '../../../src-shared/contract';
import { fromErrorDetails, RunsheetError } from '../../../src-shared/errors';
import type { EngineCommand, EngineConnection } from '../engine-client';
import type { Owner } from '../storage/ownership';
import { readLines, sendLine, serverMessageSchema } from './wire';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RunsheetError) => void;
}

/** See the head of this file. */
export class SocketClient implements EngineConnection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onEvent: (event: string, payload: unknown) => void;
  readonly #onClosed: () => void;
  #welcome = false;
  #nextId = 0;

  private constructor(
    socket: Socket,
    receiver: { onFeed: (message: FeedMessage) => void; onClosed: () => void },
  ) {
    this.#socket = socket;
    this.#onEvent = (event, payload) => {
      if (event === 'feed') receiver.onFeed(payload as FeedMessage);
    };
    this.#onClosed = receiver.onClosed;
  }

  /** Connects and shakes hands. Throws `connection-lost` when nobody answers. */
  static async open(
    owner: Owner,
    folderId: string,
    receiver: { onFeed: (message: FeedMessage) => void; onClosed: () => void },
  ): Promise<SocketClient> {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const connecting = connect(owner.socket, () => {
        connecting.off('error', reject);
        resolve(connecting);
      });
      connecting.once('error', reject);
    }).catch((cause: unknown) => {
      throw new RunsheetError('connection-lost', 'The engine of this folder does not answer.', { cause });
    });
    const client = new SocketClient(socket, receiver);
    client.#listen();
    const hello = client.#await();
    sendLine(socket, { hello: { folderId, token: owner.token } });
    await hello;
    client.#welcome = true;
    return client;
  }

  call<Name extends EngineCommand>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>> {
    if (this.#socket.destroyed) return Promise.reject(connectionLost());
    const answer = this.#await();
    sendLine(this.#socket, { id: this.#nextId - 1, name, input });
    return answer as Promise<CommandOutput<Name>>;
  }

  leave(): void {
    this.#socket.end();
    this.#socket.unref();
  }

  #await(): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(connectionLost());
      this.#waiting.clear();
      // Before the handshake is done, the one who opens it hears of it.
      if (this.#welcome) this.#onClosed();
    });
    readLines(socket, (line) => {
      const message = serverMessageSchema.parse(line);
      if ('event' in message) {
        this.#onEvent(message.event, message.payload);
        return;
      }
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(fromErrorDetails(message.error));
    });
  }
}

function connectionLost(): RunsheetError {
  return new RunsheetError('connection-lost', 'The connection to the engine was lost.', {
    hint: 'What was started goes on as soon as Runsheet opens the folder again.',
  });
}
