// @ts-check
/**
 * A process that does one thing after the other when it is told to: so that several of them, each with its own heap
 * and folder, can take turns within milliseconds, and what slows the machine down for a while slows all of them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The parent's end. */
export class TurnTaker {
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  /** @type {Promise<never>} */
  #gone;

  /** @param {URL} module */
  constructor(module) {
    this.#child = fork(module, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#gone = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`A process of the benchmark ended with ${signal ?? `code ${code}`}.`);
    });
    // Whoever waits for an answer hears of it.
    this.#gone.catch(() => undefined);
  }

  /**
   * Does one thing and gives back what the child answers.
   *
   * @param {string} what
   * @param {unknown} [input]
   * @returns {Promise<any>}
   */
  async turn(what, input) {
    this.#child.send({ what, input });
    const [answer] = await Promise.race([once(this.#child, 'message'), this.#gone]);
    return answer.value;
  }

  /** Lets it end by itself. */
  async close() {
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone.catch(() => undefined);
  }
}

/**
 * In the child: takes turns until the parent lets go, then cleans up.
 *
 * @param {Record<string, (input: any) => Promise<unknown>>} actions
 * @param {() => Promise<void>} cleanUp
 */
export function takeTurns(actions, cleanUp) {
  process.on('message', (/** @type {{ what: string, input: unknown }} */ { what, input }) => {
    void actions[what](input).then((value) => process.send?.({ value }));
  });
  process.once('disconnect', () => void cleanUp());
}
