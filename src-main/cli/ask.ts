/** A question to a person at a terminal. */
import { createInterface } from 'node:readline/promises';
import type { CliContext } from './context';

/** Whether somebody is there to answer: a script is never asked. */
export function canAsk(context: CliContext): boolean {
  return !context.json && context.err.isTerminal && process.stdin.isTTY;
}

/** Asks on stderr; anything but a yes is a no. */
export async function askYes(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
