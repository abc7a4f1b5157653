/** A bounded memory of log rows: pages of a view, the least recently shown are forgotten. */
import type { LogRow } from '../../src-shared/model';

interface Page {
  rows: readonly LogRow[];
  /** A request that wanted rows up to here came back without them; do not ask again for the same. */
  shortAt: number;
}

/** Rows come in pages so that scrolling by a line asks nothing. */
export const rowsPerPage = 200;
const pagesKept = 16;
const requestsAtOnce = 4;

/** The rows of one log view, pulled on demand. A row never changes once it is there: only new ones follow. */
export class LogPages {
  private readonly pages = new Map<number, Page>();
  private readonly loading = new Set<number>();
  private wanted = { from: 0, to: 0 };
  private closed = false;

  /**
   * @param load pulls rows `from` to `from + count - 1`, or as many of them as there are
   * @param onChange called after rows have come
   * @param onError called when rows could not be had; {@link want} tries again
   */
  constructor(
    private readonly load: (from: number, count: number) => Promise<readonly LogRow[]>,
    private readonly onChange: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The row, or undefined while its text is not here. */
  row(index: number): LogRow | undefined {
    return this.pages.get(Math.floor(index / rowsPerPage))?.rows[index % rowsPerPage];
  }

  /** Whether all rows from `from` up to but not including `to` are here. */
  has(from: number, to: number): boolean {
    for (let page = Math.floor(from / rowsPerPage); page * rowsPerPage < to; page++) {
      if (this.endOf(page) < Math.min(to, (page + 1) * rowsPerPage)) return false;
    }
    return true;
  }

  /** The end of the last page that is here, at most `limit`: how far the tail of the log is known. */
  knownEnd(limit: number): number {
    for (let page = Math.floor((limit - 1) / rowsPerPage); page >= 0; page--) {
      if (this.pages.has(page)) return Math.min(limit, this.endOf(page));
      if (page * rowsPerPage < limit - pagesKept * rowsPerPage) break;
    }
    return 0;
  }

  /** Pulls what is missing of the rows. Only the latest wish counts: what was scrolled past is not pulled. */
  want(from: number, to: number): void {
    this.wanted = { from, to };
    this.pull();
  }

  /** Forgets everything and takes no more answers. */
  close(): void {
    this.closed = true;
    this.pages.clear();
  }

  private endOf(page: number): number {
    return page * rowsPerPage + (this.pages.get(page)?.rows.length ?? 0);
  }

  private pull(): void {
    const { from, to } = this.wanted;
    for (let page = Math.floor(from / rowsPerPage); page * rowsPerPage < to; page++) {
      const wantedEnd = Math.min(to, (page + 1) * rowsPerPage);
      const known = this.pages.get(page);
      if (known !== undefined) this.touch(page, known);
      if (this.endOf(page) >= wantedEnd || (known?.shortAt ?? 0) >= wantedEnd) continue;
      if (this.loading.has(page) || this.loading.size >= requestsAtOnce) continue;
      void this.fetch(page, wantedEnd);
    }
  }

  private async fetch(page: number, wantedEnd: number): Promise<void> {
    const from = this.endOf(page);
    this.loading.add(page);
    try {
      const rows = await this.load(from, (page + 1) * rowsPerPage - from);
      if (this.closed) return;
      const known = this.pages.get(page);
      const all = known === undefined ? rows : [...known.rows, ...rows];
      const complete = page * rowsPerPage + all.length >= wantedEnd;
      this.touch(page, { rows: all, shortAt: complete ? 0 : wantedEnd });
      this.forgetOldest();
      this.onChange();
    } catch (error) {
      if (!this.closed) this.onError(error);
      return;
    } finally {
      this.loading.delete(page);
    }
    this.pull();
  }

  private touch(number: number, page: Page): void {
    this.pages.delete(number);
    this.pages.set(number, page);
  }

  private forgetOldest(): void {
    for (const page of this.pages.keys()) {
      if (this.pages.size <= pagesKept) return;
      if (!this.loading.has(page)) this.pages.delete(page);
    }
  }
}
