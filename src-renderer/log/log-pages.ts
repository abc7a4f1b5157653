/** A bounded memory of log rows: pages of a view, the least recently shown are forgotten. */
import type { LogRow } from '../../src-shared/model';

interface Page {
  /** Place of the first of `rows`, which need not be the first of the page: above it there may have been none. */
  start: number;
  rows: readonly LogRow[];
  /** A request that wanted rows up to here came back without them; do not ask again for the same. */
  shortAt: number;
}

/** Rows come in pages so that scrolling by a line asks nothing. */
export const rowsPerPage = 200;
const pagesKept = 16;
const requestsAtOnce = 4;

/**
 * The rows of one log view, pulled on demand. A row never changes once it is there: new ones follow, or come in above
 * the first ({@link moveDown}). Inside, a row has a place that stays, whatever comes in above.
 */
export class LogPages {
  private readonly pages = new Map<number, Page>();
  private readonly loading = new Set<number>();
  private wanted = { from: 0, to: 0, isTail: false };
  private closed = false;
  /** Rows that have come in above; the place of a row is its number less these. */
  private above = 0;

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
    const place = index - this.above;
    const page = this.pages.get(Math.floor(place / rowsPerPage));
    return page?.rows[place - page.start];
  }

  /** Whether all rows from `from` up to but not including `to` are here. */
  has(from: number, to: number): boolean {
    const [first, end] = [from - this.above, to - this.above];
    for (let page = Math.floor(first / rowsPerPage); page * rowsPerPage < end; page++) {
      if (this.startOf(page) > Math.max(first, page * rowsPerPage)) return false;
      if (this.endOf(page) < Math.min(end, (page + 1) * rowsPerPage)) return false;
    }
    return true;
  }

  /** The end of the last page that is here, at most `limit`: how far the tail of the log is known. */
  knownEnd(limit: number): number {
    const end = limit - this.above;
    for (let page = Math.floor((end - 1) / rowsPerPage); (page + 1) * rowsPerPage > -this.above; page--) {
      if (this.pages.has(page)) return Math.min(end, this.endOf(page)) + this.above;
      if (page * rowsPerPage < end - pagesKept * rowsPerPage) break;
    }
    return 0;
  }

  /**
   * Pulls what is missing of the rows. Only the latest wish counts: what was scrolled past is not pulled.
   * @param isTail these are the last rows of a log that grows, and others will be wanted soon: nothing around them is
   * pulled
   */
  want(from: number, to: number, isTail = false): void {
    this.wanted = { from: from - this.above, to: to - this.above, isTail };
    this.pull();
  }

  /** So many rows have come in above the first one: what is here is further down by as many. */
  moveDown(rows: number): void {
    this.above += rows;
  }

  /** Forgets everything and takes no more answers. */
  close(): void {
    this.closed = true;
    this.pages.clear();
  }

  /** Where the rows of a page that are here begin and end. */
  private startOf(page: number): number {
    return this.pages.get(page)?.start ?? page * rowsPerPage;
  }

  private endOf(page: number): number {
    const known = this.pages.get(page);
    return known === undefined ? page * rowsPerPage : known.start + known.rows.length;
  }

  private pull(): void {
    const { from, to, isTail } = this.wanted;
    for (let page = Math.floor(from / rowsPerPage); page * rowsPerPage < to; page++) {
      const wantedEnd = Math.min(to, (page + 1) * rowsPerPage);
      const first = Math.max(page * rowsPerPage, -this.above);
      const known = this.pages.get(page);
      if (known !== undefined) this.touch(page, known);
      const wantedFirst = isTail ? Math.max(first, from) : first;
      const lacksFirst = (known?.start ?? wantedFirst) > wantedFirst;
      if (!lacksFirst && (this.endOf(page) >= wantedEnd || (known?.shortAt ?? -Infinity) >= wantedEnd))
        continue;
      if (this.loading.has(page) || this.loading.size >= requestsAtOnce) continue;
      const start = lacksFirst || known === undefined ? wantedFirst : this.endOf(page);
      const end = isTail ? wantedEnd : (page + 1) * rowsPerPage;
      void this.fetch(page, { from: start, to: end, wantedEnd });
    }
  }

  /** Pulls some rows of a page; what is here above them stays. */
  private async fetch(
    page: number,
    { from, to, wantedEnd }: { from: number; to: number; wantedEnd: number },
  ): Promise<void> {
    this.loading.add(page);
    try {
      const rows = await this.load(from + this.above, to - from);
      if (this.closed) return;
      const known = this.pages.get(page);
      const kept = known === undefined || known.start > from ? [] : known.rows.slice(0, from - known.start);
      const all = kept.length === 0 ? rows : [...kept, ...rows];
      const start = from - kept.length;
      const complete = start + all.length >= wantedEnd;
      this.touch(page, { start, rows: all, shortAt: complete ? -Infinity : wantedEnd });
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
