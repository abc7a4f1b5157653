/** A connection to the engine that executes a folder, with its feed as something to iterate over. */
import type { CommandInput, CommandOutput, FeedMessage, Interest } from '../../../src-shared/contract';
import { RunsheetError } from '../../../src-shared/errors';
import type { EngineCommand } from '../../engine/engine-client';
import { SocketClient } from '../../engine/remote/socket-client';
import type { Owner } from '../../engine/storage/ownership';

/** Least time between two acknowledgements: how often a person, or a poll of the store, profits from news. */
const paceMs = 50;
/** A call that is not answered for so long may wait for a full disk. */
const troubleAfterMs = 2000;

/** See the head of this file. */
export class EngineLink {
  readonly #tellTrouble: (trouble: string) => void;
  #isFeeding = false;
  #client: SocketClient | null = null;
  #isLost = false;
  #messages: FeedMessage[] = [];
  #wake: (() => void) | null = null;

  private constructor(tellTrouble: (trouble: string) => void) {
    this.#tellTrouble = tellTrouble;
  }

  /**
   * Connects and shakes hands. Throws `connection-lost` when nobody answers. `tellTrouble` hears why a call has to
   * wait.
   */
  static async open(
    owner: Owner,
    folderId: string,
    tellTrouble: (trouble: string) => void = () => {},
  ): Promise<EngineLink> {
    const link = new EngineLink(tellTrouble);
    link.#client = await SocketClient.open(owner, folderId, {
      onFeed: (message) => {
        link.#messages.push(message);
        link.#wake?.();
      },
      onClosed: () => {
        link.#isLost = true;
        link.#wake?.();
      },
    });
    return link;
  }

  /** Calls a command of the contract. Throws `connection-lost` and whatever the engine answers. */
  async call<Name extends EngineCommand>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<CommandOutput<Name>> {
    if (this.#client === null) throw lost();
    const timer = setTimeout(() => void this.#askForTrouble(), troubleAfterMs);
    try {
      return await this.#client.call(name, input);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * The feed, its snapshot first, without an end. A message is acknowledged when the next one is asked for, so the
   * engine never sends faster than its messages are used. Throws `connection-lost`.
   */
  async *feed(interest: Interest): AsyncGenerator<FeedMessage, never> {
    this.#messages = [];
    this.#isFeeding = true;
    yield await this.call('feed.subscribe', interest);
    for (;;) {
      const message = await this.#nextMessage();
      const shownAt = performance.now();
      yield message;
      const rest = paceMs - (performance.now() - shownAt);
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      await this.call('feed.acknowledge', { revision: message.revision });
    }
  }

  /** Ends the connection. */
  leave(): void {
    this.#client?.leave();
    this.#client = null;
  }

  async #askForTrouble(): Promise<void> {
    // Whoever watches the feed hears of trouble anyway.
    if (this.#isFeeding || this.#client === null) return;
    const state = await this.#client.call('feed.subscribe', interestIn(null)).catch(() => null);
    if (state !== null && state.trouble !== null) this.#tellTrouble(state.trouble);
  }

  async #nextMessage(): Promise<FeedMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#isLost || this.#client === null) throw lost();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }
}

/** An interest in one node and nothing else. */
export function interestIn(
  scopeId: string | null,
  rows: { treeRootId: string; treeCount: number } | null = null,
): Interest {
  return {
    treeFrom: 0,
    treeCount: rows?.treeCount ?? 0,
    treeRootId: rows?.treeRootId ?? scopeId,
    scopeId,
    selectedId: null,
    levels: 15,
    selectionId: null,
    context: null,
  };
}

function lost(): RunsheetError {
  return new RunsheetError('connection-lost', 'The connection to the engine was lost.', {
    hint: 'What was started goes on as soon as Runsheet opens the folder again.',
  });
}
