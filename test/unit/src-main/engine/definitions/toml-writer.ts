/** Tables, arrays and scalars to be written as TOML. */
export interface TomlModel {
  readonly [name: string]: unknown;
}

/** Writes a model in one of the many forms TOML has for it, noting on which line each key ends up. */
export class TomlWriter {
  /** Line of each key, by its path as JSON. */
  readonly places = new Map<string, number>();
  private readonly lines: string[] = [''];
  private readonly choices: readonly number[];
  private chosen = 0;

  /** `choices` decide about the form of each thing, over and over. */
  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  get text(): string {
    return this.lines.join('\n');
  }

  table(table: TomlModel, path: readonly string[]): void {
    const later: (readonly [string, TomlModel])[] = [];
    for (const [name, value] of Object.entries(table)) {
      const inner = isTable(value) ? value : null;
      const form = inner === null ? 0 : this.choose(3);
      if (inner !== null && form === 1) later.push([name, inner]);
      else if (inner !== null && form === 2 && Object.keys(inner).length > 0) this.dotted(inner, name, path);
      else {
        this.note([...path, name]);
        this.put(`${this.key(name)}${this.space()}=${this.space()}`);
        this.value(value, [...path, name]);
        this.endLine();
      }
    }
    for (const [name, inner] of later) {
      const between = this.choose(2) === 0 ? '.' : ' . ';
      const names = [...path, name];
      names.forEach((_name, index) => this.note(names.slice(0, index + 1)));
      this.put(`[${names.map((part) => this.key(part)).join(between)}]`);
      this.endLine();
      this.table(inner, names);
    }
  }

  private dotted(table: TomlModel, above: string, path: readonly string[]): void {
    for (const [name, value] of Object.entries(table)) {
      this.note([...path, above]);
      this.note([...path, above, name]);
      this.put(`${this.key(above)}.${this.key(name)} = `);
      this.value(value, [...path, above, name]);
      this.endLine();
    }
  }

  private value(value: unknown, path: readonly string[]): void {
    if (typeof value === 'string') this.string(value);
    else if (Array.isArray(value)) this.array(value, path);
    else if (isTable(value)) this.inlineTable(value, path);
    else this.put(String(value));
  }

  private array(items: readonly unknown[], path: readonly string[]): void {
    this.put('[');
    items.forEach((item, index) => {
      this.breakLine();
      this.note([...path, String(index)]);
      this.value(item, [...path, String(index)]);
      this.put(',');
    });
    this.breakLine();
    this.put(']');
  }

  private inlineTable(table: TomlModel, path: readonly string[]): void {
    this.put('{');
    Object.entries(table).forEach(([name, inner], index) => {
      if (index > 0) this.put(',');
      this.breakLine();
      this.note([...path, name]);
      this.put(`${this.key(name)} = `);
      this.value(inner, [...path, name]);
    });
    this.breakLine();
    this.put('}');
  }

  private string(value: string): void {
    const form = this.choose(4);
    const isPlain = !/\p{Cc}/u.test(value.replaceAll('\n', ''));
    if (form === 1 && isPlain && !/['\n]/.test(value)) this.put(`'${value}'`);
    else if (form === 2 && isPlain && !/'''|'$/.test(value)) this.put(`'''\n${value}'''`);
    else if (form === 3) this.put(`"""\n${escaped(value).replace(/(?<!\\)\\n/g, '\n')}"""`);
    else this.put(`"${escaped(value)}"`);
  }

  private key(name: string): string {
    if (/^[A-Za-z0-9_-]+$/.test(name) && this.choose(2) === 0) return name;
    return this.choose(2) === 0 && !name.includes("'") ? `'${name}'` : `"${escaped(name)}"`;
  }

  private put(text: string): void {
    const [first, ...more] = text.split('\n');
    this.lines[this.lines.length - 1] += first;
    this.lines.push(...more);
  }

  private endLine(): void {
    this.put(['\n', ' # x = 1 ]\n', '\n\n', '\r\n'][this.choose(4)]);
  }

  private breakLine(): void {
    this.put(['', ' ', '\n  ', ' # } ] "\n'][this.choose(4)]);
  }

  private space(): string {
    return ['', ' ', '\t'][this.choose(3)];
  }

  private note(path: readonly string[]): void {
    const place = JSON.stringify(path);
    if (!this.places.has(place)) this.places.set(place, this.lines.length);
  }

  private choose(count: number): number {
    this.chosen += 1;
    return this.choices[this.chosen % this.choices.length] % count;
  }
}

function isTable(value: unknown): value is TomlModel {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\u007f-\u009f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}
