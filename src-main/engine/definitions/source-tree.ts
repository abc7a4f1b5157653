/**
 * Where each key of a file stands. Every format's reader builds this tree beside the plain value: it knows lines and,
 * because a JavaScript object moves keys such as `10` to the front, the order of the keys.
 */
import type { SourcePosition } from './problems';

/** A key (or an element of an array) in the source. */
export interface SourceNode {
  /** Offset of the key, or of the element, in UTF-16 units. */
  readonly offset: number;
  /** Keys below it in the order of the file; elements of an array by their index. */
  readonly children: Map<string, SourceNode>;
}

/** A file that could be read: its value, and where things stand in it. */
export interface SourceDocument {
  readonly value: unknown;
  readonly root: SourceNode;
}

/** What is wrong with the syntax, and where. */
export interface SyntaxProblem {
  readonly offset: number;
  /** The sentence after file and line. */
  readonly says: string;
  readonly path?: readonly string[];
  readonly hint?: string;
}

/** What a reader of one format answers. */
export type SourceResult =
  | { readonly ok: true; readonly document: SourceDocument }
  | { readonly ok: false; readonly problems: readonly SyntaxProblem[] };

/** A node without children. */
export function sourceNode(offset: number): SourceNode {
  return { offset, children: new Map() };
}

/** The node at a path, or its nearest ancestor that is in the source. */
export function nearestNode(root: SourceNode, path: readonly PropertyKey[]): SourceNode {
  let node = root;
  for (const part of path) {
    const child = node.children.get(String(part));
    if (child === undefined) return node;
    node = child;
  }
  return node;
}

/** Names of the keys at a path in the order of the file. */
export function keysInOrder(root: SourceNode, path: readonly string[]): readonly string[] {
  let node: SourceNode | undefined = root;
  for (const part of path) node = node?.children.get(part);
  return node === undefined ? [] : [...node.children.keys()];
}

/** Turns offsets of a text into lines and columns, both from 1. */
export function positionFinder(text: string): (offset: number) => SourcePosition {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  };
}

/** Remembers keys that are there twice, up to a number of them; each takes a look through the whole text. */
export function addTwice(
  problems: SyntaxProblem[],
  found: {
    readonly text: string;
    readonly path: readonly string[];
    readonly first: number;
    readonly second: number;
  },
): void {
  if (problems.length >= 20) return;
  const { line } = positionFinder(found.text)(found.first);
  const says = `is there twice; it is first set on line ${line}`;
  problems.push({ offset: found.second, path: found.path, says });
}
