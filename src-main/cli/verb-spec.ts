/** What a verb of the command line is made of. */

/** One option of a verb, or a global one. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** How its value is called in the help; null when it takes none. */
  readonly value: string | null;
  /** May be given more than once; `Arguments.texts` has all of them. */
  readonly isRepeated?: boolean;
  readonly help: string;
}

/** One verb. */
export interface VerbSpec {
  readonly summary: string;
  /** What follows the verb, as the help shows it. */
  readonly usage: string;
  /** Names of the operands; those in brackets may be missing, one with "…" may be given several times. */
  readonly operands: readonly string[];
  readonly options: readonly OptionSpec[];
  /** More sentences for the help. */
  readonly notes: readonly string[];
}

/** A note about ids, for every verb that takes one. */
export const idNote = 'An ID is a run (r12), or a step or job of it (r12.3). "runsheet list" shows the runs.';
