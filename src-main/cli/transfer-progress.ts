/** How far an export or an opening is, on stderr while a terminal shows it. */
import type { TransferState } from '../../src-shared/transfer';
import type { CliContext } from './context';
import { numberText, sizeText } from './text/numbers';

/** See the head of this file. */
export class TransferProgress {
  readonly #context: Pick<CliContext, 'json' | 'err'>;
  #drawn = '';

  constructor(context: Pick<CliContext, 'json' | 'err'>) {
    this.#context = context;
  }

  show({ unit, done, total }: Pick<TransferState, 'unit' | 'done' | 'total'>): void {
    const { json, err } = this.#context;
    if (json || !err.isTerminal) return;
    const amount = (count: number): string =>
      unit === 'lines' ? `${numberText(count)} lines` : sizeText(count);
    const text = total === null ? amount(done) : `${amount(done)} of ${amount(total)}`;
    if (text === this.#drawn) return;
    this.#drawn = text;
    void err.write(`\r\u001b[K${text}`);
  }

  /** Leaves the terminal clean. */
  end(): void {
    if (this.#drawn !== '') void this.#context.err.write('\r\u001b[K');
    this.#drawn = '';
  }
}
