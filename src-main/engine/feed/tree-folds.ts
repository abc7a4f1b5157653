/** Which nodes of the tree are open: what a person chose, else what opens by itself. */
import { formatId, parseId } from '../jobs/ids';
import type { RunTree } from '../jobs/run-tree';

/** Runs that open by themselves at most: a person who starts a hundred gets a list, not a flood. */
export const selfOpenedRuns = 3;

/** What was chosen in one run. */
interface RunChoices {
  /** Of single nodes; the latest choice wins over those for all below. */
  readonly nodes: Map<number, boolean>;
  /** Of a node with everything below it. */
  readonly below: Map<number, boolean>;
}

/** See the head of this file. */
export class TreeFolds {
  readonly #choices = new Map<number, RunChoices>();
  /** Nodes that have opened by themselves stay open until a person closes them: nothing folds under the pointer. */
  readonly #selfOpened = new Set<string>();
  /** Everything is open unless a person closed it: what a filter leaves is to be seen. */
  readonly #opensAll: boolean;

  constructor({ opensAll = false }: { readonly opensAll?: boolean } = {}) {
    this.#opensAll = opensAll;
  }

  /** Whether a node was opened with everything below it. */
  get opensBelow(): boolean {
    for (const { below } of this.#choices.values()) for (const open of below.values()) if (open) return true;
    return false;
  }

  /** Opens or closes one node. */
  fold(id: string, open: boolean): void {
    const { run, node } = parseId(id);
    this.#of(run).nodes.set(node, open);
  }

  /** Opens or closes a node and everything below it, also what comes later. */
  foldBelow(id: string, open: boolean, tree: RunTree): void {
    const { run, node } = parseId(id);
    const { nodes, below } = this.#of(run);
    for (const chosen of [nodes, below]) {
      for (const n of chosen.keys()) if (tree.isWithin(n, node)) chosen.delete(n);
    }
    for (const opened of this.#selfOpened) {
      const one = parseId(opened);
      if (one.run === run && tree.isWithin(one.node, node)) this.#selfOpened.delete(opened);
    }
    below.set(node, open);
  }

  /** Runs that may be open: a person chose something of them, or they have opened by themselves. */
  touchedRuns(): Set<number> {
    const runs = new Set<number>();
    for (const [run, { nodes }] of this.#choices) if (nodes.get(0) !== false) runs.add(run);
    for (const id of this.#selfOpened) if (isRun(id)) runs.add(parseId(id).run);
    return runs;
  }

  /** Whether a run may be open, as in `touchedRuns`. */
  mayBeOpen(run: number): boolean {
    const choices = this.#choices.get(run);
    return (
      (choices !== undefined && choices.nodes.get(0) !== false) || this.#selfOpened.has(formatId(run, 0))
    );
  }

  /** Nodes of a run that a person opened one by one. */
  openedNodes(run: number): number[] {
    const nodes = this.#choices.get(run)?.nodes ?? [];
    return [...nodes].flatMap(([node, open]) => (open ? [node] : []));
  }

  /** Forgets what was chosen in a run that is deleted. */
  forget(run: number): void {
    this.#choices.delete(run);
  }

  isOpen(tree: RunTree, node: number): boolean {
    if (tree.children(node).length === 0) return false;
    const chosen = this.#chosen(tree, node);
    if (chosen !== null) return chosen;
    if (this.#opensAll) return true;
    const id = formatId(tree.run, node);
    if (this.#selfOpened.has(id)) return true;
    if (tree.table.isJob(node) || tree.table.status(node) !== 'running') return false;
    // A run of one added job says nothing more when it is open.
    if (node === 0 && tree.table.isJob(tree.children(0).at(0))) return false;
    this.#selfOpened.add(id);
    this.#foldOldest();
    return true;
  }

  #chosen(tree: RunTree, node: number): boolean | null {
    const choices = this.#choices.get(tree.run);
    if (choices === undefined) return null;
    const own = choices.nodes.get(node);
    if (own !== undefined) return own;
    if (choices.below.size === 0) return null;
    for (let at = node; ; at = tree.table.parent(at)) {
      const open = choices.below.get(at);
      if (open !== undefined) return open;
      if (at === 0) return null;
    }
  }

  /** Runs that opened by themselves fold again when newer ones do: a list, not a flood. */
  #foldOldest(): void {
    const runs = [...this.#selfOpened].filter(isRun);
    for (const run of runs.slice(0, Math.max(0, runs.length - selfOpenedRuns))) {
      for (const id of [...this.#selfOpened]) {
        if (id === run || id.startsWith(`${run}.`)) this.#selfOpened.delete(id);
      }
    }
  }

  #of(run: number): RunChoices {
    let choices = this.#choices.get(run);
    if (choices === undefined) {
      choices = { nodes: new Map(), below: new Map() };
      this.#choices.set(run, choices);
    }
    return choices;
  }
}

function isRun(id: string): boolean {
  return !id.includes('.');
}
