/** A command being read character by character, with its placeholders as single cells, and what comes out of it. */
import type { PlaceholderName, TemplateFault, TemplatePart } from './placeholders';

/** A variable that carries one value. */
export interface ShellVariable {
  readonly name: string;
  readonly placeholder: PlaceholderName;
}

/** A command with its placeholders replaced by variables; not to be run when there are faults. */
export interface CompiledShellCommand {
  readonly script: string;
  readonly variables: readonly ShellVariable[];
  readonly faults: readonly TemplateFault[];
}

/** A placeholder as it was written. */
export type Placeholder = Extract<TemplatePart, { readonly kind: 'placeholder' }>;

/** One character, or one placeholder. */
export type TemplateCell = string | Placeholder;

/** Reads cells from the front and writes the script; whoever knows the shell's rules extends it. */
export class TemplateCursor {
  protected readonly cells: readonly TemplateCell[];
  protected at = 0;
  protected script = '';
  /** What made it impossible to follow the quoting; placeholders behind it are refused. */
  protected unsure: string | null = null;
  private readonly variables: ShellVariable[] = [];
  private readonly faults: TemplateFault[] = [];

  constructor(parts: readonly TemplatePart[]) {
    this.cells = parts.flatMap((part): readonly TemplateCell[] =>
      part.kind === 'text' ? part.text.split('') : [part],
    );
  }

  compiled(): CompiledShellCommand {
    return { script: this.script, variables: this.variables, faults: this.faults };
  }

  /** Takes the next character over. */
  protected copy(): void {
    const cell = this.cells[this.at];
    if (typeof cell === 'string') this.script += cell;
    this.at += 1;
  }

  /** Puts a variable in the place of a placeholder: in quotes of its own, or bare where the shell wants no quotes. */
  protected place(cell: Placeholder, form: 'quoted' | 'bare'): void {
    if (this.unsure !== null) {
      this.fault(
        cell,
        `has ${cell.raw} where it is not certain whether it is inside quotes, because of ${this.unsure}`,
        `Write it earlier, for instance value=${cell.raw} at the beginning, and "$value" there.`,
      );
      return;
    }
    const name = this.variable(cell.name);
    this.script += form === 'quoted' ? `"\${${name}}"` : `\${${name}}`;
    this.at += 1;
  }

  /** Refuses a placeholder and goes on behind it. */
  protected fault(cell: Placeholder, says: string, hint: string): void {
    if (!this.faults.some((known) => known.says === says)) this.faults.push({ says, hint });
    this.script += cell.raw;
    this.at += 1;
  }

  private variable(placeholder: PlaceholderName): string {
    const known = this.variables.find((variable) => variable.placeholder === placeholder);
    if (known !== undefined) return known.name;
    const name = `RUNSHEET_VALUE_${this.variables.length + 1}`;
    this.variables.push({ name, placeholder });
    return name;
  }
}
