/** Signals as something to wait for: the first asks politely, the second leaves at once. */
import { exitCodes } from './context';

/** See the head of this file. */
export class Interruption {
  /** Resolves at the first signal. */
  readonly asked: Promise<'interrupted'>;
  #isAsked = false;
  readonly #signals: readonly NodeJS.Signals[];
  readonly #listener: () => void;

  constructor(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']) {
    this.#signals = signals;
    let resolve: (value: 'interrupted') => void = () => {};
    this.asked = new Promise((settle) => {
      resolve = settle;
    });
    this.#listener = () => {
      if (this.#isAsked) process.exit(exitCodes.interrupted);
      this.#isAsked = true;
      resolve('interrupted');
    };
    for (const signal of signals) process.on(signal, this.#listener);
  }

  /** Whether there was a signal. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Gives the signals back to their default. */
  end(): void {
    for (const signal of this.#signals) process.off(signal, this.#listener);
  }
}
