// @ts-check
/** The views that are photographed, in the order in which one gets to them. */

/** @typedef {import('@playwright/test').Page} Page */
/**
 * @typedef {object} View
 * @property {string} name of its pictures
 * @property {(page: Page) => Promise<void>} enter
 * @property {(page: Page) => Promise<void>} [leave]
 */

/** Jobs that have ended when the run is photographed. */
const endedBefore = 700;

/** @param {Page} page */
async function untilHalfway(page) {
  await page.waitForFunction(
    (least) => {
      const value = (/** @type {string} */ name) =>
        Number(document.querySelector(`[data-testid=stat-${name}]`)?.getAttribute('data-value'));
      return value('completed') + value('failed') >= least;
    },
    endedBefore,
    { timeout: 240_000 },
  );
}

/** @param {Page} page @param {string} place */
async function goTo(page, place) {
  await page.keyboard.press('Control+G');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
}

/** @type {readonly View[]} */
export const views = [
  {
    name: 'run',
    enter: async (page) => {
      await untilHalfway(page);
      await page.locator('[data-testid=job-row][data-kind=run]').first().click();
      await goTo(page, 'first error');
      await page.locator('[data-testid=log-row][data-level=error] .job').first().click();
      await page.locator('[data-testid=attempt]').nth(2).waitFor();
      await page.getByTestId('attempt').first().click();
    },
  },
  {
    name: 'search',
    enter: async (page) => {
      await page.keyboard.press('Control+F');
      await page.keyboard.type('libraw');
      await page.getByTestId('search-count').waitFor();
      await page.keyboard.press('Enter');
      await page.waitForTimeout(1000);
    },
    leave: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
    },
  },
  {
    name: 'timeline',
    enter: async (page) => {
      await page.locator('[data-testid=job-row][data-kind=run]').first().click();
      await page.keyboard.press('2');
      await page.waitForTimeout(1500);
    },
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'graph',
    enter: async (page) => {
      await page.keyboard.press('3');
      await page.waitForTimeout(1000);
    },
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'compare',
    enter: async (page) => {
      await page.keyboard.press('4');
      await page.getByTestId('compared-row').first().click();
      await page.waitForTimeout(500);
    },
    leave: async (page) => page.keyboard.press('1'),
  },
  {
    name: 'palette',
    enter: async (page) => {
      await page.keyboard.press('Control+K');
      await page.keyboard.type('log');
      await page.waitForTimeout(500);
    },
    leave: async (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'library',
    enter: async (page) => {
      await page.keyboard.press('Control+2');
      await page.locator('button[title^="Show Nightly"]').first().click();
    },
  },
  { name: 'schedule', enter: async (page) => page.keyboard.press('Control+3') },
  {
    name: 'dead-letter',
    enter: async (page) => {
      await page.keyboard.press('Control+4');
      await page.getByTestId('dead-row').first().click();
    },
  },
  {
    name: 'history',
    enter: async (page) => {
      await page.keyboard.press('Control+5');
      await page.waitForTimeout(1000);
    },
  },
  {
    name: 'settings',
    enter: async (page) => {
      await page.keyboard.press('Control+,');
      await page.waitForTimeout(300);
    },
    leave: async (page) => page.keyboard.press('Control+1'),
  },
];
