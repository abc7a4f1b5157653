/** Asks for what is wanted now: one question at a time, and another when something else is wanted meanwhile. */

/** A question that is asked again and again. */
export interface LatestQuestion {
  /** Something may have changed: asks when the key of what is wanted is another than that of the last question. */
  readonly consider: () => void;
}

/** `wanted` null: nothing is asked. An error is told once and asked again with the next change. */
export function askLatest<Question, Answer>(parts: {
  readonly wanted: () => { readonly key: string; readonly question: Question } | null;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly answered: (answer: Answer, question: Question) => void;
  readonly failed: (error: unknown) => void;
}): LatestQuestion {
  let isAsking = false;
  let askedKey: string | null = null;

  async function askOn(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    for (let next = parts.wanted(); next !== null && next.key !== askedKey; next = parts.wanted()) {
      askedKey = next.key;
      try {
        parts.answered(await parts.ask(next.question), next.question);
      } catch (error) {
        parts.failed(error);
      }
    }
    isAsking = false;
    if (parts.wanted() === null) askedKey = null;
  }

  return { consider: () => void askOn() };
}
