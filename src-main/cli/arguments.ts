/** The arguments of one verb after parsing: options by name, operands by position. */
import { longestDurationMs, parseDuration } from '../../src-shared/definition-duration';
import { RunsheetError } from '../../src-shared/errors';
import { nearestName } from '../engine/definitions/names';

/** Bounds of a number that an option takes. */
export interface NumberBounds {
  readonly min: number;
  readonly max?: number;
}

/** What was given of an option: its value, all values of one that may be given more than once, true for one without. */
export type OptionValue = string | readonly string[] | true;

/** See the head of this file. */
export class Arguments {
  readonly operands: readonly string[];
  /** What stood after `--`, for `add`; null when there was no `--`. */
  readonly command: readonly string[] | null;
  readonly #options: ReadonlyMap<string, OptionValue>;

  constructor(parts: {
    readonly operands: readonly string[];
    readonly command: readonly string[] | null;
    readonly options: ReadonlyMap<string, OptionValue>;
  }) {
    this.operands = parts.operands;
    this.command = parts.command;
    this.#options = parts.options;
  }

  /** What a verb with several actions is to do: its first operand, or the first of them. Throws `bad-input`. */
  action<Action extends string>(verb: string, actions: readonly Action[]): Action {
    const [text] = this.operands;
    const chosen = text === undefined ? actions[0] : actions.find((action) => action === text);
    if (chosen !== undefined) return chosen;
    const meant = nearestName(text, actions);
    throw new RunsheetError('bad-input', `"runsheet ${verb}" cannot "${text}".`, {
      hint: meant === undefined ? `It can ${actions.join(', ')}.` : `Did you mean "${meant}"?`,
    });
  }

  /** Whether an option without a value was given. */
  has(name: string): boolean {
    return this.#options.has(name);
  }

  /** The value of an option, or null when it was not given. */
  text(name: string): string | null {
    const value = this.#options.get(name);
    return typeof value === 'string' ? value : null;
  }

  /** All values of an option that may be given more than once, in their order. */
  texts(name: string): readonly string[] {
    const value = this.#options.get(name);
    return typeof value === 'object' ? value : [];
  }

  /** The value of an option as a whole number, or null when it was not given. Throws `bad-input`. */
  wholeNumber(name: string, bounds: NumberBounds): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= bounds.min && value <= (bounds.max ?? Infinity)) return value;
    throw new RunsheetError('bad-input', `--${name} must be ${describe(bounds)}, not "${text}".`);
  }

  /** The values of `--name NAME=VALUE`, by name; the last one of a name counts. Throws `bad-input`. */
  pairs(name: string): Record<string, string> {
    return Object.fromEntries(
      this.texts(name).map((text) => {
        const at = text.indexOf('=');
        if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
        throw new RunsheetError('bad-input', `--${name} must be written NAME=VALUE, not "${text}".`);
      }),
    );
  }

  /** The value of an option as milliseconds, or null when it was not given. Throws `bad-input`. */
  duration(name: string, min: number): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= min && ms <= longestDurationMs) return ms;
    throw new RunsheetError(
      'bad-input',
      `--${name} must be a duration such as "30s" or "1h30m" (at most 24 days), not "${text}".`,
    );
  }

  /** The value of an option that takes one of a few words, or null when it was not given. Throws `bad-input`. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const text = this.text(name);
    return text === null ? null : chosen(name, text, choices);
  }

  /** The values of an option that takes some of a few words: `--name a,b` or given several times. Throws `bad-input`. */
  choices<Choice extends string>(name: string, choices: readonly Choice[]): readonly Choice[] {
    const texts = this.texts(name).flatMap((text) => text.split(','));
    return [...new Set(texts.map((text) => chosen(name, text.trim(), choices)))];
  }
}

function chosen<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const last = choices[choices.length - 1];
  throw new RunsheetError(
    'bad-input',
    `--${name} must be ${choices.slice(0, -1).join(', ')} or ${last}, not "${text}".`,
  );
}

function describe({ min, max }: NumberBounds): string {
  if (max === undefined) return `a whole number, ${min} or more`;
  return `a whole number from ${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;
}
