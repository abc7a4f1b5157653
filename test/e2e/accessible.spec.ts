import { expect, test, type Page } from '@playwright/test';
import { App } from './app';
import { findingsOf, type Finding } from './axe';

const photos = `name = "Photos"
schedule = "0 2 * * *"
[params.folder]
type = "string"
default = "photos"
[params.size]
type = "choice"
choices = ["small", "large"]
default = "small"
[step.resize]
type = "command"
run = "echo resize {{item}}; echo WARN: slow disk >&2; echo ERROR: cannot decode >&2; case {{item}} in b*) exit 1;; esac; printf %5000s x"
for_each = { list = ["a.jpg", "b.jpg", "c.jpg"] }
retries = { max = 1, delay = "10ms" }
on_error = "continue"
[step.wait]
type = "command"
run = "sleep 600"
`;

/** A place of the window, and how one gets there from the page of runs; `leave` goes back. */
interface Place {
  readonly name: string;
  readonly enter: (page: Page) => Promise<void>;
  readonly leave?: (page: Page) => Promise<void>;
}

const escape = async (page: Page): Promise<void> => page.keyboard.press('Escape');
const rowOf = (page: Page, name: string) => page.getByTestId('job-row').filter({ hasText: name }).first();
const menuEntry = (page: Page, name: RegExp) => page.getByRole('menuitem', { name }).click();

async function openPopover(page: Page, button: string): Promise<void> {
  await page.getByTestId(button).click();
  await expect(page.locator('.queue-popover')).toBeVisible();
}

async function closePopover(page: Page): Promise<void> {
  await escape(page);
  await expect(page.locator('.queue-popover')).toBeHidden();
}

async function openRowMenu(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
}

const places: readonly Place[] = [
  { name: 'a run, followed', enter: async (page) => rowOf(page, 'Photos').click() },
  {
    name: 'the timeline',
    enter: async (page) => page.keyboard.press('2'),
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'the graph of steps',
    enter: async (page) => {
      await page.keyboard.press('3');
      await expect(page.getByTestId('graph-step')).toHaveCount(2);
    },
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'the run beside another one',
    enter: async (page) => {
      await page.keyboard.press('4');
      await expect(page.getByTestId('compare')).toContainText('Failed again');
    },
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'the palette',
    enter: async (page) => {
      await page.keyboard.press('Control+K');
      await expect(page.getByTestId('palette-row').first()).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'the sheet of keys',
    enter: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByTestId('key-sheet')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'the tree, rows selected and filtered',
    enter: async (page) => {
      await page.locator('[data-keys=tree]').focus();
      await page.keyboard.press('f');
      await page.keyboard.press('Control+A');
      await expect(page.getByTestId('tree-selection')).toBeVisible();
    },
    leave: async (page) => {
      await escape(page);
      await page.keyboard.press('f');
    },
  },
  {
    name: 'the feed inspector',
    enter: async (page) => page.keyboard.press('Control+Shift+F'),
    leave: async (page) => page.keyboard.press('Control+Shift+F'),
  },
  { name: 'a failed job', enter: async (page) => rowOf(page, 'b.jpg').click() },
  { name: 'the menu of a row', enter: async (page) => openRowMenu(page, 'b.jpg'), leave: escape },
  {
    name: 'run again with changes',
    enter: async (page) => {
      await rowOf(page, 'b.jpg').click();
      await page.keyboard.press('Shift+R');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'the question before a cancel',
    enter: async (page) => {
      await rowOf(page, 'Photos').click();
      await page.keyboard.press('Control+.');
      await expect(page.getByRole('alertdialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'limits of a run',
    enter: async (page) => {
      await openRowMenu(page, 'Photos');
      await menuEntry(page, /^Limits/);
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'a search with hits',
    enter: async (page) => {
      await page.keyboard.press('Control+F');
      await page.keyboard.type('decode');
      await expect(page.getByTestId('log-search')).toHaveValue('decode');
    },
    leave: escape,
  },
  { name: 'going to a line', enter: async (page) => page.keyboard.press('Control+G'), leave: escape },
  {
    name: 'a whole line',
    enter: async (page) => {
      await page.getByRole('button', { name: /^\+ / }).first().click();
    },
    leave: escape,
  },
  {
    name: 'the menu of a line',
    enter: async (page) => {
      await page.getByTestId('log-row').first().click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
    },
    leave: escape,
  },
  {
    name: 'the queue',
    enter: async (page) => openPopover(page, 'queue-open'),
    leave: closePopover,
  },
  {
    name: 'storage',
    enter: async (page) => openPopover(page, 'storage-open'),
    leave: closePopover,
  },
  { name: 'the dead letter', enter: async (page) => page.keyboard.press('Control+4') },
  {
    name: 'the dead letter, a row chosen',
    enter: async (page) => page.getByTestId('dead-row').first().click(),
  },
  {
    name: 'the history',
    enter: async (page) => {
      await page.keyboard.press('Control+5');
      await expect(page.getByTestId('history-run')).toHaveCount(2);
    },
  },
  {
    name: 'the settings',
    enter: async (page) => {
      await page.keyboard.press('Control+,');
      await expect(page.getByTestId('settings-page')).toBeVisible();
    },
  },
  { name: 'the schedule', enter: async (page) => page.keyboard.press('Control+3') },
  { name: 'the library', enter: async (page) => page.keyboard.press('Control+2') },
  {
    name: 'a definition with its form',
    enter: async (page) => page.locator('button[title^="Show "]').first().click(),
  },
];

test('nothing keeps people from using a page or a dialog, in light and dark', async () => {
  test.setTimeout(600_000);
  const app = await App.open();
  const findings: Finding[] = [];
  try {
    const { page } = app;
    findings.push(...(await findingsOf(page, 'welcome')));
    await app.cli('definitions', 'add', app.folder);
    // An earlier run to compare with.
    await app.cli('run', await app.define('batch.toml', photos.replace('sleep 600', 'true')));
    await app.run(photos);
    await expect.poll(async () => (await app.counts()).running, { timeout: 30_000 }).toBe(1);
    findings.push(...(await findingsOf(page, 'all runs')));
    page.setDefaultTimeout(8000);
    for (const { name, enter, leave } of places) {
      // What cannot be reached is told with the rest, so that one run says all.
      const why = await enter(page).then(
        () => null,
        (error: unknown) => String(error).split('\n')[0] ?? '',
      );
      if (why !== null) findings.push({ where: name, rule: 'is reached', element: '', why });
      else findings.push(...(await findingsOf(page, name)));
      await leave?.(page);
    }
  } finally {
    await app.close();
  }
  expect(findings).toEqual([]);
});
