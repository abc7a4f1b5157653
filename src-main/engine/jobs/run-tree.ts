/**
 * The tree of one run in memory: node records, children in order of creation, counters of every container. All
 * changes go through here, so a status and the counters of all ancestors change together; what has changed since
 * the last commit is remembered page by page.
 */
import { emptyStats, type JobStatus, type Stats } from '../../../src-shared/model';
import { Counts, statsOfOne } from './counts';
import { nextStatus, type JobEvent } from './job-states';
import { NodeTable, nodesPerPage, type NewNode } from './node-table';
import { NumberList } from './number-list';

/** Name and item of a node. */
export interface NodeText {
  readonly name: string;
  /** Item of the step's `for_each`; null when the node has none. */
  readonly item: string | null;
}

/** What a node says in words when a common reason is not enough. */
export interface NodeNote {
  readonly reason: string | null;
  readonly error: string | null;
  /** When a pending job becomes ready, in milliseconds since the epoch; not there when it is ready. */
  readonly readyAt?: number;
}

/** Who is told of each change of a job's status, after it; times and attempt are still those of the attempt before. */
export interface JobObserver {
  moved(n: number, from: JobStatus, to: JobStatus): void;
}

/** What has changed since the last commit. */
export interface TreeChanges {
  readonly pages: Set<number>;
  readonly textPages: Set<number>;
  readonly counts: Set<number>;
  readonly notes: Set<number>;
}

/** See the head of this file. Node 0 is the run itself. */
export class RunTree {
  readonly run: number;
  readonly table = new NodeTable();
  readonly changes: TreeChanges = {
    pages: new Set(),
    textPages: new Set(),
    counts: new Set(),
    notes: new Set(),
  };
  readonly #texts: NodeText[] = [];
  readonly #children = new Map<number, NumberList>();
  readonly #counts = new Map<number, Counts>();
  readonly #notes = new Map<number, NodeNote>();
  /** Counters of the folder, the ancestor of all runs; null for a tree that is only read. */
  readonly #folder: Counts | null;
  readonly #observers: JobObserver[] = [];
  /** Page that was touched last. */
  #touchedLast = -1;
  /** Gather the nodes that change; those that are added show in the table's length. */
  readonly #watchers: Set<number>[] = [];

  constructor(run: number, folder: Counts | null) {
    this.run = run;
    this.#folder = folder;
  }

  /** Appends a node; a job is counted as pending in all its ancestors. */
  add(node: NewNode, text: NodeText): number {
    const n = this.table.add(node);
    this.#texts.push(text);
    this.#touch(n);
    this.changes.textPages.add(Math.floor(n / nodesPerPage));
    if (node.kind !== 'job') {
      this.#counts.set(n, new Counts());
      this.changes.counts.add(n);
    }
    if (n > 0) this.#adopt(node.parent, n);
    if (node.kind === 'job') {
      for (let at = n; ; at = this.table.parent(at)) {
        this.#counter(at)?.enter('pending');
        if (at === 0) break;
      }
      this.#folder?.enter('pending');
    }
    return n;
  }

  /**
   * Lets something happen to a job. Returns whether it meant anything in the job's status; if not, nothing has
   * changed (a late message of an older attempt, a cancel of what has ended).
   */
  apply(n: number, event: JobEvent): boolean {
    const from = this.table.status(n);
    const to = nextStatus(from, event);
    if (to === null) return false;
    this.table.setStatus(n, to);
    this.#touch(n);
    this.#note(n);
    // A loop of its own, like that of the lines: this is done for every start and end, and a closure costs more.
    for (let at = n; ; at = this.table.parent(at)) {
      this.#counter(at)?.move(from, to);
      if (at === 0) break;
    }
    this.#folder?.move(from, to);
    for (const observer of this.#observers) observer.moved(n, from, to);
    return true;
  }

  /** Tells every later change of a job's status, as long as the tree is in memory. */
  observe(observer: JobObserver): void {
    this.#observers.push(observer);
  }

  /** Sets the status of a run or a step; containers are never counted. */
  setContainerStatus(n: number, status: JobStatus): void {
    this.table.setStatus(n, status);
    this.#touch(n);
    this.#note(n);
  }

  /** Changes fields of a node's record. */
  update(n: number, change: (table: NodeTable, n: number) => void): void {
    change(this.table, n);
    this.#touch(n);
    this.#note(n);
  }

  /** From now on the set gets every node that changes in more than its lines, until it is taken away again. */
  watch(changed: Set<number>): void {
    this.#watchers.push(changed);
  }
  unwatch(changed: Set<number>): void {
    const at = this.#watchers.indexOf(changed);
    if (at !== -1) this.#watchers.splice(at, 1);
  }

  /** Counts new lines of a node in itself and all its ancestors; returns the node's lines before. */
  addLines(n: number, lines: number): number {
    const before = this.table.ownLines(n);
    this.table.setOwnLines(n, before + lines);
    this.#touch(n);
    for (let at = n; ; at = this.table.parent(at)) {
      this.#counter(at)?.addLines(lines);
      if (at === 0) break;
    }
    this.#folder?.addLines(lines);
    return before;
  }

  note(n: number): NodeNote | null {
    return this.#notes.get(n) ?? null;
  }
  setNote(n: number, note: NodeNote): void {
    if (note.reason === null && note.error === null && !this.#notes.has(n)) return;
    this.#notes.set(n, note);
    this.changes.notes.add(n);
    this.#note(n);
  }

  /** Whether anything has changed since the last commit. */
  get hasChanges(): boolean {
    return Object.values(this.changes).some((changed: ReadonlySet<number>) => changed.size > 0);
  }

  /** When a pending job becomes ready, or null when it is. */
  readyAt(n: number): number | null {
    return this.#notes.get(n)?.readyAt ?? null;
  }
  /** What the node waited for, or when it would be ready, is no reason any more; its latest error stays. */
  forgetWait(n: number): void {
    this.setNote(n, { reason: null, error: this.note(n)?.error ?? null });
  }
  clearNote(n: number): void {
    this.setNote(n, { reason: null, error: null });
  }

  text(n: number): NodeText {
    return this.#texts[n];
  }
  children(n: number): NumberList {
    return this.#children.get(n) ?? NumberList.empty;
  }
  /** Counters of a container, or of a job with children; null for a job without. */
  counts(n: number): Counts | null {
    return this.#counts.get(n) ?? null;
  }
  stats(n: number): Stats {
    const counts = this.#counts.get(n);
    if (counts !== undefined) return counts.toStats();
    return this.table.isJob(n) ? statsOfOne(this.table.status(n)) : emptyStats();
  }
  /** Lines of the whole subtree. */
  lines(n: number): number {
    return this.#counts.get(n)?.lines ?? this.table.ownLines(n);
  }
  depth(n: number): number {
    let depth = 0;
    for (let at = n; at !== 0; at = this.table.parent(at)) depth++;
    return depth;
  }
  /** Whether `n` is `root` or below it. */
  isWithin(n: number, root: number): boolean {
    // A parent's number is smaller than its children's, so the walk may stop below the root's number.
    let at = n;
    while (at > root) at = this.table.parent(at);
    return at === root;
  }

  /** The subtree depth-first in order of creation, its root first. */
  *walk(root: number): Generator<number> {
    const stack = [root];
    for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
      yield n;
      const children = this.children(n);
      for (let at = children.length - 1; at >= 0; at--) stack.push(children.at(at));
    }
  }

  /** Puts persisted parts back; see storage/tree-records.ts. */
  restore(parts: {
    readonly pages: readonly Uint8Array[];
    readonly texts: readonly NodeText[];
    readonly counts: ReadonlyMap<number, Counts>;
    readonly notes: ReadonlyMap<number, NodeNote>;
  }): void {
    parts.pages.forEach((bytes, page) => {
      this.table.loadPage(page, bytes);
    });
    for (const text of parts.texts) this.#texts.push(text);
    for (const [n, counts] of parts.counts) this.#counts.set(n, counts);
    for (const [n, note] of parts.notes) this.#notes.set(n, note);
    for (let n = 1; n < this.table.length; n++) this.#childList(this.table.parent(n)).push(n);
  }

  #adopt(parent: number, child: number): void {
    const first = !this.#children.has(parent);
    this.#childList(parent).push(child);
    if (!first || this.#counts.has(parent)) return;
    // A job that gets its first child begins to count: itself, then its children beside it.
    const counts = new Counts();
    counts.enter(this.table.status(parent));
    counts.addLines(this.table.ownLines(parent));
    this.#counts.set(parent, counts);
    this.changes.counts.add(parent);
  }

  #childList(parent: number): NumberList {
    let list = this.#children.get(parent);
    if (list === undefined) {
      list = new NumberList();
      this.#children.set(parent, list);
    }
    return list;
  }

  /** The counter of a node for a change; null when the node has none. */
  #counter(n: number): Counts | null {
    const counts = this.#counts.get(n);
    if (counts === undefined) return null;
    this.changes.counts.add(n);
    return counts;
  }

  #note(n: number): void {
    for (const changed of this.#watchers) changed.add(n);
  }

  #touch(n: number): void {
    const page = Math.floor(n / nodesPerPage);
    const { pages } = this.changes;
    // Most changes touch the page of the one before; a set that was emptied by a commit knows none.
    if (page === this.#touchedLast && pages.size > 0) return;
    pages.add(page);
    this.#touchedLast = page;
  }
}
