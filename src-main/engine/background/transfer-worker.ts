/** The thread of one transfer, as the engine has it. */
import { Worker } from 'node:worker_threads';
import { fromErrorDetails, RunsheetError } from '../../../src-shared/errors';
import type { OpenedRun } from './opened-run';
import type { FromTransfer, TransferWork } from './transfer-protocol';

/** What a transfer came to. */
export interface TransferResult {
  readonly lines: number;
  readonly opened: OpenedRun | null;
}

/** See the head of this file. */
export class TransferWorker {
  /** Resolves when the thread has done its work and is gone; rejects with why it could not, or was stopped. */
  readonly result: Promise<TransferResult>;
  readonly #worker: Worker;

  constructor(
    script: URL,
    work: TransferWork,
    progress: (told: { readonly done: number; readonly total: number | null }) => void,
  ) {
    this.#worker = new Worker(script, { workerData: work, name: 'transfer' });
    this.result = new Promise((resolve, reject) => {
      let result: TransferResult | null = null;
      let failure: Error | null = null;
      this.#worker.on('message', (message: FromTransfer) => {
        switch (message.type) {
          case 'progress':
            progress(message);
            break;
          case 'done':
            result = message;
            break;
          case 'failed':
            failure = fromErrorDetails(message.error);
            break;
        }
      });
      this.#worker.on('error', (error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      });
      this.#worker.once('exit', () => {
        if (result !== null) resolve(result);
        else reject(failure ?? new RunsheetError('stopping', 'Stopped.'));
      });
    });
    this.result.catch(() => undefined);
  }

  /** Ends the thread at once; what it wrote is for the caller to remove. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
    await this.result.catch(() => undefined);
  }
}
