/**
 * The environment that all jobs of an engine start from. Each thread keeps it, so that a task carries only what is its
 * own.
 */
export class JobEnvironment {
  #variables: Readonly<Record<string, string>> = {};

  /** Replaced as a whole, never changed. */
  get variables(): Readonly<Record<string, string>> {
    return this.#variables;
  }

  set(variables: Readonly<Record<string, string>>): void {
    this.#variables = variables;
  }

  /** Work with the whole environment instead of its own part. */
  complete<Work extends { readonly env: Readonly<Record<string, string>> }>(work: Work): Work {
    return { ...work, env: { ...this.#variables, ...work.env } };
  }
}
