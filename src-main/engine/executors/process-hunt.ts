/**
 * Finds the members of a process tree again and again, fast enough for those that fork in order to get away. A look at
 * all processes takes many milliseconds, in which a process can fork and go; so after the first look only processes
 * that are new are looked at, the newest first, without a pause in between.
 */
import { readdirSync } from 'node:fs';
import { listProcesses, readLinuxRow, type ProcessRow } from './process-table';

const isLinux = process.platform === 'linux';

/** See the head of this file. */
export class ProcessHunt {
  readonly #isMember: (row: ProcessRow) => boolean;
  readonly #spared: ReadonlySet<number>;
  /** Pids that are known to be somebody else's. */
  readonly #others = new Set<number>();
  /** All members ever seen, by pid and start. */
  readonly #known = new Set<string>();
  /** Pids of the members that lived at the last look: what descends from them is a member, too. */
  #living = new Set<number>();
  #hasLooked = false;

  /** `spared` are never members. */
  constructor(isMember: (row: ProcessRow) => boolean, spared: ReadonlySet<number>) {
    this.#isMember = isMember;
    this.#spared = spared;
  }

  /** How many different processes were members so far. */
  get seen(): number {
    return this.#known.size;
  }

  /** All members that live; `onFound` is called for each at the moment it is found. */
  async look(onFound: (row: ProcessRow) => void = () => undefined): Promise<readonly ProcessRow[]> {
    if (!isLinux || !this.#hasLooked) {
      this.#hasLooked = true;
      this.#classify(await listProcesses());
      if (!isLinux) return this.#take([...this.#members.values()], onFound);
    }
    return this.#take(this.#sweep(onFound), () => undefined);
  }

  readonly #members = new Map<number, ProcessRow>();

  #take(rows: readonly ProcessRow[], onFound: (row: ProcessRow) => void): readonly ProcessRow[] {
    this.#living = new Set(rows.map((row) => row.pid));
    for (const row of rows) onFound(row);
    return rows;
  }

  /** Sorts all processes: members, descendants of members, others. */
  #classify(rows: readonly ProcessRow[]): void {
    this.#members.clear();
    this.#others.clear();
    for (const row of rows) if (this.#belongs(row)) this.#add(row);
    for (let more = this.#members.size > 0; more;) {
      more = false;
      for (const row of rows) {
        if (this.#members.has(row.pid) || !this.#members.has(row.parent) || this.#spared.has(row.pid))
          continue;
        this.#add(row);
        more = true;
      }
    }
    for (const row of rows) {
      // Threads of the kernel never have an environment; others are only between two programs.
      const isKernel = row.pid === 2 || row.parent === 2;
      if (!this.#members.has(row.pid) && (row.hasEnvironment || isKernel)) this.#others.add(row.pid);
    }
    this.#living = new Set(this.#members.keys());
  }

  /** Looks at what is not known to be somebody else's; a zombie or a process in the middle of `exec` stays open. */
  #sweep(onFound: (row: ProcessRow) => void): readonly ProcessRow[] {
    const found: ProcessRow[] = [];
    const names = readdirSync('/proc');
    for (let at = names.length - 1; at >= 0; at--) {
      const pid = Number(names[at]);
      if (!(pid > 0) || this.#others.has(pid)) continue;
      const row = readLinuxRow(pid);
      if (row === null) continue;
      if (this.#belongs(row) || (this.#living.has(row.parent) && !this.#spared.has(pid))) {
        this.#add(row);
        found.push(row);
        onFound(row);
      } else if (row.hasEnvironment) this.#others.add(pid);
    }
    return found;
  }

  #belongs(row: ProcessRow): boolean {
    return !this.#spared.has(row.pid) && (this.#isMember(row) || this.#known.has(keyOf(row)));
  }

  #add(row: ProcessRow): void {
    this.#members.set(row.pid, row);
    this.#known.add(keyOf(row));
  }
}

function keyOf(row: ProcessRow): string {
  return `${row.pid} ${row.start}`;
}
