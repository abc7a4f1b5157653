/** What tests of the tree share: runs of many jobs with names and ends that are known, and the rows as they are drawn. */
import type { Page } from '@playwright/test';
import type { App } from './app';

/** Jobs 1 to `count`: every tenth fails, the others complete. */
export function everyTenthFails(name: string, count: number): string {
  return `name = "${name}"\nconcurrency = 8\ntags = ["tens"]\n[step.work]\ntype = "command"\nrun = "case {{item}} in *0) exit 1;; esac"\nfor_each = { range = [1, ${count}] }\non_error = "continue"\n`;
}

/** A row as it is drawn. */
export interface DrawnRow {
  id: string;
  kind: string;
  status: string;
  name: string;
  /** Pixels from the top of the window. */
  y: number;
}

/** Rows that are drawn now, top to bottom, without those that are pinned. */
export async function drawnRows(page: Page): Promise<DrawnRow[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('#tree [data-testid=job-row]')]
      .filter((row) => row.closest('[data-testid=tree-pinned]') === null)
      .map((row) => ({
        id: row.getAttribute('data-job-id') ?? '',
        kind: row.getAttribute('data-kind') ?? '',
        status: row.getAttribute('data-status') ?? '',
        name: row.querySelector('.name')?.textContent?.trim() ?? '',
        y: row.getBoundingClientRect().top,
      })),
  );
}

/** Names of the jobs that are drawn, top to bottom. */
export async function jobNames(page: Page): Promise<string[]> {
  return (await drawnRows(page)).filter(({ kind }) => kind === 'job').map(({ name }) => name);
}

/** Chooses an order in the menu of the toolbar. */
export async function sortBy(app: App, order: string): Promise<void> {
  await app.page.getByTestId('tree-sort').click();
  await app.page.getByRole('menuitemcheckbox', { name: order }).click();
}
