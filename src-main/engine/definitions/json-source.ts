/** Reads JSON with the place of every key: the platform's own parser gives neither lines nor duplicates. */
import { addTwice, sourceNode, type SourceNode, type SourceResult, type SyntaxProblem } from './source-tree';

/** Arrays and tables within each other, at most. */
const maximumDepth = 200;

/** Reads the text of a JSON file. */
export function readJsonSource(text: string): SourceResult {
  const reader = new JsonReader(text);
  try {
    const root = sourceNode(0);
    reader.value(root, [], 0);
    reader.end();
    if (reader.duplicates.length > 0) return { ok: false, problems: reader.duplicates };
    return { ok: true, document: { value: JSON.parse(text), root } };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

class JsonSyntaxError extends Error {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem) {
    super(problem.says);
    this.problem = problem;
  }
}

class JsonReader {
  readonly duplicates: SyntaxProblem[] = [];
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(node: SourceNode, path: readonly string[], depth: number): void {
    this.space();
    if (depth > maximumDepth) this.fail(`this is nested more than ${maximumDepth} levels deep`);
    const character = this.text[this.at];
    if (character === '{') this.table(node, path, depth);
    else if (character === '[') this.array(node, path, depth);
    else if (character === '"') this.string();
    else this.word();
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) this.fail('this is not valid JSON: nothing may follow the last "}"');
  }

  private table(node: SourceNode, path: readonly string[], depth: number): void {
    this.at += 1;
    this.space();
    if (this.skip('}')) return;
    for (;;) {
      this.space();
      const offset = this.at;
      if (this.text[this.at] === '}')
        this.fail('this is not valid JSON: there is a comma too many before "}"');
      if (this.text[this.at] !== '"') this.fail('this is not valid JSON: a key in double quotes is expected');
      const key = this.string();
      const before = node.children.get(key);
      if (before !== undefined) {
        const found = { path: [...path, key], first: before.offset, second: offset };
        addTwice(this.duplicates, { text: this.text, ...found });
      }
      const child = sourceNode(offset);
      node.children.set(key, child);
      this.space();
      if (!this.skip(':'))
        this.fail(`this is not valid JSON: ":" is expected after the key ${JSON.stringify(key)}`);
      this.value(child, [...path, key], depth + 1);
      this.space();
      if (this.skip('}')) return;
      if (!this.skip(',')) this.fail('this is not valid JSON: "," or "}" is expected');
    }
  }

  private array(node: SourceNode, path: readonly string[], depth: number): void {
    this.at += 1;
    this.space();
    if (this.skip(']')) return;
    for (let index = 0; ; index += 1) {
      this.space();
      if (this.text[this.at] === ']')
        this.fail('this is not valid JSON: there is a comma too many before "]"');
      const child = sourceNode(this.at);
      node.children.set(String(index), child);
      this.value(child, [...path, String(index)], depth + 1);
      this.space();
      if (this.skip(']')) return;
      if (!this.skip(',')) this.fail('this is not valid JSON: "," or "]" is expected');
    }
  }

  private string(): string {
    const literal = /"(?:[^"\\]|\\.)*"/sy;
    literal.lastIndex = this.at;
    const match = literal.exec(this.text);
    if (match === null) this.fail('this is not valid JSON: the text in double quotes is not closed');
    try {
      const value = JSON.parse(match[0]) as string;
      this.at += match[0].length;
      return value;
    } catch {
      this.fail('this is not valid JSON: the text in double quotes has a line break or a wrong "\\"');
    }
  }

  private word(): void {
    const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;
    literal.lastIndex = this.at;
    const match = literal.exec(this.text);
    if (match === null) {
      const found = /[^\s,\]}]+|./sy;
      found.lastIndex = this.at;
      const word = found.exec(this.text)?.[0];
      this.fail(`this is not valid JSON: a value is expected, not ${(word ?? '').slice(0, 40)}`);
    }
    this.at += match[0].length;
  }

  private space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at += 1;
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private fail(says: string): never {
    const hint = /^\s*(?:\/\/|\/\*|#)/.test(this.text.slice(this.at, this.at + 200))
      ? { hint: 'JSON has no comments; TOML and YAML have.' }
      : {};
    if (this.at >= this.text.length) says = 'this is not valid JSON: the file ends too early';
    throw new JsonSyntaxError({ offset: Math.min(this.at, this.text.length), says, ...hint });
  }
}
