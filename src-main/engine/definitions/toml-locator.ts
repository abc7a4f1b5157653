/**
 * Finds the place of every key in a TOML file. The parser has checked the text before, so this only needs to know
 * where keys and values begin and end: tables, dotted and quoted keys, inline tables, arrays, all kinds of strings.
 */
import { addTwice, sourceNode, type SourceNode, type SyntaxProblem } from './source-tree';

/** The keys of a TOML text, and the keys that are there twice. */
export interface TomlLocations {
  readonly root: SourceNode;
  readonly duplicates: readonly SyntaxProblem[];
}

/** Finds the keys of a text that is valid TOML but for keys that are there twice. */
export function locateTomlKeys(text: string): TomlLocations {
  const locator = new TomlLocator(text);
  locator.document();
  return { root: locator.root, duplicates: locator.duplicates };
}

interface KeyPart {
  readonly name: string;
  readonly offset: number;
}

class TomlLocator {
  readonly root = sourceNode(0);
  readonly duplicates: SyntaxProblem[] = [];
  private readonly text: string;
  private at = 0;
  /** Nodes that stand for an array of tables: a key below them belongs to the last one. */
  private readonly tableArrays = new Set<SourceNode>();
  /** Nodes that have a value or a header of their own and so may not come again. */
  private readonly settled = new Set<SourceNode>();

  constructor(text: string) {
    this.text = text;
  }

  document(): void {
    let table = this.root;
    let path: readonly string[] = [];
    for (this.blank(); this.at < this.text.length; this.blank()) {
      if (this.text[this.at] === '[') {
        const isArray = this.text[this.at + 1] === '[';
        this.at += isArray ? 2 : 1;
        const parts = this.key(']');
        this.at += isArray ? 2 : 1;
        table = this.header(parts, isArray);
        path = parts.map((part) => part.name);
      } else {
        this.assignment(table, path);
      }
    }
  }

  private header(parts: readonly KeyPart[], isArray: boolean): SourceNode {
    let node = this.root;
    parts.forEach((part, index) => {
      if (this.tableArrays.has(node)) node = this.lastOf(node);
      const last = index === parts.length - 1;
      let child = node.children.get(part.name);
      if (child === undefined) {
        child = sourceNode(part.offset);
        node.children.set(part.name, child);
        if (last && isArray) this.tableArrays.add(child);
      } else if (last && !this.tableArrays.has(child) && this.settled.has(child)) {
        this.twice(parts, child.offset, part.offset);
      }
      node = child;
    });
    if (isArray && this.tableArrays.has(node)) {
      const element = sourceNode(parts[parts.length - 1].offset);
      node.children.set(String(node.children.size), element);
      return element;
    }
    this.settled.add(node);
    return node;
  }

  private lastOf(array: SourceNode): SourceNode {
    return array.children.get(String(array.children.size - 1)) ?? array;
  }

  private assignment(table: SourceNode, path: readonly string[]): void {
    const parts = this.key('=');
    this.at += 1;
    let node = table;
    for (const [index, part] of parts.entries()) {
      let child = node.children.get(part.name);
      if (child === undefined) {
        child = sourceNode(part.offset);
        node.children.set(part.name, child);
      } else if (index === parts.length - 1) {
        this.twice([...path.map((name) => ({ name, offset: 0 })), ...parts], child.offset, part.offset);
      }
      node = child;
    }
    this.settled.add(node);
    this.blank();
    this.value(node, [...path, ...parts.map((part) => part.name)]);
  }

  private twice(parts: readonly KeyPart[], first: number, second: number): void {
    const path = parts.map((part) => part.name);
    addTwice(this.duplicates, { text: this.text, path, first, second });
  }

  private value(node: SourceNode, path: readonly string[]): void {
    const character = this.text[this.at];
    if (character === '"' || character === "'") this.string();
    else if (character === '[') this.array(node, path);
    else if (character === '{') this.inlineTable(node, path);
    else while (this.at < this.text.length && !',]}#\r\n'.includes(this.text[this.at])) this.at += 1;
  }

  private array(node: SourceNode, path: readonly string[]): void {
    this.at += 1;
    for (this.blank(); this.at < this.text.length && this.text[this.at] !== ']'; this.blank()) {
      if (this.text[this.at] === ',') {
        this.at += 1;
        continue;
      }
      const index = String(node.children.size);
      const child = sourceNode(this.at);
      node.children.set(index, child);
      this.value(child, [...path, index]);
    }
    this.at += 1;
  }

  private inlineTable(node: SourceNode, path: readonly string[]): void {
    this.at += 1;
    for (this.blank(); this.at < this.text.length && this.text[this.at] !== '}'; this.blank()) {
      if (this.text[this.at] === ',') this.at += 1;
      else this.assignment(node, path);
    }
    this.at += 1;
  }

  /** Reads a dotted key up to `end`, which is left unread. */
  private key(end: '=' | ']'): readonly KeyPart[] {
    const parts: KeyPart[] = [];
    for (this.blank(); this.at < this.text.length && this.text[this.at] !== end; this.blank()) {
      const offset = this.at;
      const character = this.text[this.at];
      if (character === '.') {
        this.at += 1;
        continue;
      }
      if (character === '"' || character === "'") {
        this.string();
        parts.push({ name: unquoted(this.text.slice(offset, this.at)), offset });
        continue;
      }
      while (/[\p{L}\p{N}_-]/u.test(this.text[this.at] ?? '')) this.at += 1;
      if (this.at === offset)
        this.at += 1; // not TOML: go on somewhere
      else parts.push({ name: this.text.slice(offset, this.at), offset });
    }
    return parts;
  }

  private string(): void {
    const quote = this.text[this.at];
    const long = this.text.startsWith(quote.repeat(3), this.at);
    const close = long ? quote.repeat(3) : quote;
    this.at += close.length;
    while (this.at < this.text.length && !this.text.startsWith(close, this.at)) {
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at += close.length;
    // Up to two quotes right before the closing three belong to the text.
    for (let extra = 0; long && extra < 2 && this.text[this.at] === quote; extra += 1) this.at += 1;
  }

  /** Skips white space, line ends and comments. */
  private blank(): void {
    const blank = /(?:[ \t\r\n\ufeff]|#[^\n]*)*/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.text)?.[0].length ?? 0;
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
};

/** The name in a quoted key. */
function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("'")) return inner;
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (_match, short?: string, medium?: string, long?: string, character = '') => {
      const code = short ?? medium ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return escapes[character as string] ?? (character as string);
    },
  );
}
