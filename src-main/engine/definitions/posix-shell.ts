/**
 * Puts placeholders into a command for a POSIX shell. Each becomes `"${RUNSHEET_VALUE_1}"`: the value travels in the
 * environment, so the shell neither runs, splits nor expands it. That only holds where the placeholder does not stand
 * inside quotes already, so this follows the shell's quoting through the whole command and refuses what it must.
 */
import { endOfHereDocument, readHereDocumentOperator, type HereDocument } from './here-document';
import type { TemplatePart } from './placeholders';
import { TemplateCursor, type CompiledShellCommand, type Placeholder } from './template-cursor';

/** Words after which the shell expects a command again. */
const openers = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time']);
const deepest = 50;

/** Compiles a command for `/bin/sh -c`. */
export function compilePosixCommand(parts: readonly TemplatePart[]): CompiledShellCommand {
  const compiler = new PosixCompiler(parts);
  compiler.code(null);
  return compiler.compiled();
}

class PosixCompiler extends TemplateCursor {
  private depth = 0;
  private backquotes = 0;
  private quotedBackquotes = 0;
  private pending: HereDocument[] = [];

  /** Commands up to `close`, which is read too. */
  code(close: ')' | '`' | null): void {
    this.depth += 1;
    if (this.depth > deepest) this.unsure ??= 'deep nesting';
    let parentheses = 0;
    let cases = 0;
    let word = '';
    let wordBefore = '';
    let expectsCommand = true;
    const endWord = (): void => {
      if (word === '') return;
      if (expectsCommand && word === 'case') cases += 1;
      if (word === 'esac' && cases > 0 && (expectsCommand || wordBefore === 'in')) cases -= 1;
      expectsCommand = openers.has(word);
      wordBefore = word;
      word = '';
    };
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') {
        if (this.quotedBackquotes > 0) this.refuseInBackquotes(cell);
        else this.place(cell, 'quoted');
        word += '?';
      } else if (cell === '\\') {
        this.escaped();
        word += '?';
      } else if (cell === "'" || cell === '"' || cell === '$') {
        this.quoteOrDollar(cell);
        word += '?';
      } else if (cell === '`') {
        if (close === '`') {
          this.copy();
          break;
        }
        this.backquoted(false);
        word += '?';
      } else if (cell === '#' && word === '') {
        this.comment();
      } else if (cell === '<' && this.cells[this.at + 1] === '<') {
        endWord();
        this.hereDocumentOperator();
      } else if (' \t\n;&|<>()'.includes(cell)) {
        endWord();
        if (cell === '(' && expectsCommand && this.cells[this.at + 1] === '(') this.unsure ??= '"(("';
        this.copy();
        if (cell === '\n') this.hereDocuments();
        if (cell === '(') parentheses += 1;
        if (cell === ')' && parentheses > 0) parentheses -= 1;
        else if (cell === ')' && cases === 0 && close === ')') break;
        if ('\n;&|()'.includes(cell)) expectsCommand = true;
      } else {
        this.copy();
        word += cell;
      }
    }
    if (close !== null && this.pending.length > 0) this.unsure ??= 'a here-document in a substitution';
    this.depth -= 1;
  }

  private quoteOrDollar(cell: string): void {
    if (cell === "'") this.single();
    else if (cell === '"') this.double();
    else this.dollar(false);
  }

  private single(): void {
    const start = this.at;
    this.copy();
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') this.refuseInQuotes(cell, start);
      else {
        if (cell === '`' && this.backquotes > 0) this.unsure ??= 'a quote across "`"';
        this.copy();
        if (cell === "'") return;
      }
    }
  }

  private double(): void {
    const start = this.at;
    this.copy();
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') this.refuseInQuotes(cell, start);
      else if (cell === '"') {
        this.copy();
        return;
      } else this.insideDouble(cell);
    }
  }

  /** A character between double quotes, or in a here-document whose delimiter is not quoted. */
  private insideDouble(cell: string): void {
    if (cell === '\\') this.escaped();
    else if (cell === '$') this.dollar(true);
    else if (cell === '`') {
      if (this.backquotes > 0) {
        this.unsure ??= 'a quote across "`"';
        this.copy();
      } else this.backquoted(true);
    } else this.copy();
  }

  /** Text in `$'…'`, where shells differ about `\'`. */
  private ansi(): void {
    const start = this.at;
    this.copy();
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') {
        this.refuseInQuotes(cell, start);
        continue;
      }
      if (cell === '\\' && this.cells[this.at + 1] === "'") this.unsure ??= "\"\\'\" in $'…'";
      if (cell === '\\') this.copy();
      const last = this.cells[this.at];
      if (typeof last !== 'string') continue;
      this.copy();
      if (cell === "'") return;
    }
  }

  private dollar(quoted: boolean): void {
    this.copy();
    const next = this.cells[this.at];
    if (next === undefined) return;
    if (typeof next !== 'string') {
      this.fault(
        next,
        `has "$" right before ${next.raw}`,
        `Write ${next.raw} alone; Runsheet sets the "$" itself.`,
      );
    } else if (next === '(' && this.cells[this.at + 1] === '(') this.arithmetic();
    else if (next === '(') {
      this.copy();
      this.code(')');
    } else if (next === '{') this.brace(quoted);
    else if (next === "'" && !quoted) this.ansi();
  }

  private brace(quoted: boolean): void {
    this.copy();
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') {
        this.fault(cell, `has ${cell.raw} inside \${…}`, `Write ${cell.raw} outside of it.`);
      } else if (cell === '}') {
        this.copy();
        return;
      } else if (quoted) {
        if (cell === '"' || cell === "'") this.unsure ??= 'quotes inside ${…} inside quotes';
        this.insideDouble(cell);
      } else if (cell === "'") this.single();
      else if (cell === '"') this.double();
      else this.insideDouble(cell);
    }
  }

  private arithmetic(): void {
    this.copy();
    this.copy();
    for (let open = 0; this.at < this.cells.length;) {
      const cell = this.cells[this.at];
      if (typeof cell !== 'string') {
        if (cell.name === 'index') this.place(cell, 'bare');
        else
          this.fault(
            cell,
            `has ${cell.raw} in arithmetic, where a shell may run it`,
            'Only {{index}} can stand there.',
          );
        continue;
      }
      if (cell === '"' || cell === "'") this.unsure ??= 'quotes in arithmetic';
      if (cell === ')' && open === 0) {
        this.copy();
        if (this.cells[this.at] === ')') this.copy();
        else this.unsure ??= '"$(("';
        return;
      }
      open += cell === '(' ? 1 : cell === ')' ? -1 : 0;
      this.insideDouble(cell);
    }
  }

  private backquoted(inQuotes: boolean): void {
    this.copy();
    this.backquotes += 1;
    if (inQuotes) this.quotedBackquotes += 1;
    this.code('`');
    this.backquotes -= 1;
    if (inQuotes) this.quotedBackquotes -= 1;
  }

  private comment(): void {
    while (this.at < this.cells.length) {
      const cell = this.cells[this.at];
      if (cell === '\n' || (cell === '`' && this.backquotes > 0)) return;
      // What a comment says is for people: it stays as it was written.
      this.script += typeof cell === 'string' ? cell : cell.raw;
      this.at += 1;
    }
  }

  private hereDocumentOperator(): void {
    const { document, end, placeholder } = readHereDocumentOperator(this.cells, this.at);
    if (placeholder !== null) {
      this.fault(
        placeholder,
        `has ${placeholder.raw} as the end mark of a here-document`,
        'Take a fixed word.',
      );
    }
    while (this.at < end) this.copy();
    if (document !== null) this.pending.push(document);
  }

  private hereDocuments(): void {
    const documents = this.pending;
    this.pending = [];
    for (const document of documents) this.hereDocument(document);
  }

  private hereDocument(document: HereDocument): void {
    let lineStart = true;
    while (this.at < this.cells.length) {
      const end = lineStart ? endOfHereDocument(this.cells, this.at, document) : null;
      if (end !== null) {
        while (this.at < end) this.copy();
        return;
      }
      const cell = this.cells[this.at];
      lineStart = cell === '\n';
      if (typeof cell === 'string') {
        if (document.isQuoted) this.copy();
        else {
          // Shells differ about whether a line that is joined to the one before it can be the end mark.
          if (cell === '\\' && this.cells[this.at + 1] === '\n')
            this.unsure ??= 'a "\\" at the end of a line';
          this.insideDouble(cell);
        }
      } else if (document.isQuoted) {
        this.fault(
          cell,
          `has ${cell.raw} in a here-document whose end mark is in quotes`,
          `Write the end mark without quotes: <<${document.delimiter}.`,
        );
      } else this.place(cell, 'bare');
    }
  }

  /** A backslash and what follows it. */
  private escaped(): void {
    // Backquotes take away one level of backslashes before anything else is read.
    const behind = this.cells[this.at + 1];
    if (this.backquotes > 0 && (behind === '`' || behind === '\\' || behind === '$')) {
      this.unsure ??= 'a backslash in backquotes';
    }
    this.copy();
    const next = this.cells[this.at];
    if (typeof next === 'string') this.copy();
    else if (next !== undefined) {
      this.fault(
        next,
        `has "\\" right before ${next.raw}`,
        `Leave the "\\" out; Runsheet quotes the value itself.`,
      );
    }
  }

  private refuseInBackquotes(cell: Placeholder): void {
    this.fault(
      cell,
      `has ${cell.raw} in backquotes inside quotes`,
      'Write "$(…)" in place of the backquotes.',
    );
  }

  private refuseInQuotes(cell: Placeholder, start: number): void {
    const quote = this.cells[start];
    const end = this.cells.indexOf(quote, this.at);
    const inner = this.cells
      .slice(start + 1, end === -1 ? this.cells.length : end)
      .map((one) => (typeof one === 'string' ? one : one.raw))
      .join('');
    this.fault(
      cell,
      `has ${cell.raw} inside quotes`,
      /^[\p{L}\p{N}_./:@%+,={}-]+$/u.test(inner)
        ? `Write ${inner} without quotes; Runsheet quotes the value itself.`
        : `Close the quotes before it, as in "some text "${cell.raw}; Runsheet quotes the value itself.`,
    );
  }
}
