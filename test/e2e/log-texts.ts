/** Logs that are made for a test of the window, and what is read of them. */
import { expect, type Locator } from '@playwright/test';
import type { App } from './app';

/** A definition of one job that prints what the shell is told to. */
export function printing(script: string, name = 'Printer'): string {
  return `
name = "${name}"
[step.print]
type = "command"
run = ["bash", "-c", '''${script}''']
on_error = "continue"
`;
}

/** 2,000 lines; every tenth is long, and two are errors: 701 and 1501, the first with a trace of two lines. */
export const mixedLog = printing(`
for i in $(seq 1 2000); do
  if [ $i = 701 ]; then echo "ERROR: cannot decode [a] <b>"; 
  elif [ $i = 702 ] || [ $i = 703 ]; then echo "line $i of the trace";
  elif [ $i = 1501 ]; then echo "ERROR: out of paper";
  elif [ $((i % 10)) = 0 ]; then printf 'long %s ' $i; printf 'x%.0s' $(seq 1 400); echo " end";
  else echo "line $i"; fi
done`);

/** Runs it and waits until its last line is shown. */
export async function shownLog(app: App, definition: string, lines: number): Promise<void> {
  await app.run(definition);
  await app.runStatus('completed');
  await expect.poll(async () => (await app.shownNumbers()).at(-1), { timeout: 30_000 }).toBe(lines);
}

/** Types into the field of places and goes there. */
export async function goTo(app: App, place: string): Promise<void> {
  await app.page.getByTestId('log-goto').fill(place);
  await app.page.getByTestId('log-goto').press('Enter');
}

/** The row of line `n`. */
export function rowOf(app: App, n: number): Locator {
  return app.page.locator(`[data-testid=log-row][data-n="${n}"]`);
}
