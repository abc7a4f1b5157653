/** Presses every key of the table of commands where the sheet of keys says that it works; each has to do something. */
import { rm } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import {
  commandNames,
  keysOf,
  specOf,
  type CommandContext,
  type CommandName,
} from '../../src-renderer/commands/command-table';
import { App } from './app';
import { compareLook, keepLook, watchLooks } from './page-look';

/** As many lanes as a window has no room for, logs with errors, failed jobs, and a graph with four neighbours. */
const definition = `id = "keys"
name = "Keys"
concurrency = 30
[step.first]
type = "command"
run = "sleep 0.4"
for_each = { range = [1, 30] }
[step.broken]
type = "command"
run = "i=1; while [ $i -le 40 ]; do echo line $i; i=$((i+1)); done; echo ERROR: broken; exit 3"
for_each = { range = [1, 12] }
depends = ["first"]
on_error = "continue"
[step.whole]
type = "command"
run = "true"
depends = ["first"]
[step.last]
type = "command"
run = "true"
depends = ["whole", "broken"]
`;

/** More runs than the history shows at once in the window's width. */
const shortRuns = 130;

/**
 * How a window that shows runs and their log is made ready for a key, and where it is pressed when the same key works in
 * several places.
 */
interface Scene {
  readonly where?: string;
  readonly ready: (app: App, key: string) => Promise<void>;
  /** What is there afterwards instead of another look of the page. */
  readonly effect?: (app: App, press: () => Promise<void>) => Promise<void>;
}

const rowOf = (page: Page, name: string): Locator =>
  page.getByTestId('job-row').filter({ hasText: name }).first();

async function go(page: Page, place: 1 | 2 | 3 | 4 | 5): Promise<void> {
  await page.keyboard.press(`Control+${place}`);
}

async function chosen(page: Page, name: string): Promise<void> {
  const selected = page.locator('[data-testid=job-row][aria-selected=true]');
  if ((await selected.filter({ hasText: name }).count()) === 1) return;
  await page.locator('[data-keys=tree]').press('Home');
  await rowOf(page, name).click();
  await expect(rowOf(page, name)).toHaveAttribute('aria-selected', 'true');
}

/** The tree has the focus, and a row in the middle of an open run is chosen. */
async function inTree({ page }: App): Promise<void> {
  const step = page.locator('[data-testid=job-row][data-kind=step]').filter({ hasText: 'broken' });
  await page.locator('[data-keys=tree]').press('Home');
  await step.click();
  await page.locator('[data-testid=job-row][data-kind=step][aria-selected=true]').waitFor();
  await page.locator('[data-keys=tree]').focus();
  if ((await step.getAttribute('aria-expanded')) === 'true') return;
  await page.keyboard.press('ArrowRight');
  await expect(step).toHaveAttribute('aria-expanded', 'true', { timeout: 3000 });
}

/** A failed job is chosen. */
async function atJob(app: App, place: number): Promise<void> {
  await inTree(app);
  for (let at = 0; at < place; at++) await app.page.keyboard.press('ArrowDown');
  await expect(app.page.locator('[data-testid=job-row][aria-selected=true]')).toHaveAttribute(
    'data-kind',
    'job',
  );
}

/** The log of the broken jobs at its middle, with the focus and nothing selected. */
async function inLog(app: App): Promise<void> {
  const { page } = app;
  await chosen(page, 'broken');
  await page.keyboard.press('Control+G');
  await page.getByTestId('log-goto').fill('250');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=log-row][data-n="250"]').waitFor();
  await page.locator('#log').focus();
}

async function atLine(app: App): Promise<void> {
  await inLog(app);
  await app.page.locator('[data-testid=log-row][data-n="250"]').click();
  await app.page.locator('#log').focus();
}

async function searching(app: App): Promise<void> {
  await inLog(app);
  const { page } = app;
  await page.keyboard.press('Control+F');
  await page.getByTestId('log-search').fill('broken');
  await expect(page.getByTestId('search-count')).toHaveAttribute('data-value', '12');
  await page.locator('#log').focus();
}

async function inTimeline({ page }: App): Promise<void> {
  await chosen(page, 'Keys');
  await page.keyboard.press('2');
  const lanes = page.getByTestId('timeline-lanes');
  await expect(lanes).toHaveAttribute('data-bars', /[1-9]/);
  await lanes.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 3; step++) await page.keyboard.press('+');
}

async function inGraph({ page }: App): Promise<void> {
  await chosen(page, 'Keys');
  await page.keyboard.press('3');
  await expect(page.getByTestId('graph-step')).toHaveCount(4);
  await page.locator('[data-keys=graph] [role=group]').first().focus();
}

/** A job in the middle of those that are alike in two runs. */
async function inCompare({ page }: App): Promise<void> {
  await go(page, 5);
  await page.getByTestId('history-definition').selectOption({ label: 'Twice · 2 runs' });
  await page.getByTestId('history-row').first().click();
  await page.keyboard.press('4');
  await page.getByTestId('compare-alike').click();
  await page.getByTestId('compared-row').nth(3).click();
  await expect(page.getByTestId('compared-row').nth(3)).toHaveAttribute('aria-selected', 'true');
  await page.locator('[data-keys=compare]').focus();
}

async function inHistory({ page }: App): Promise<void> {
  await go(page, 5);
  await page.getByTestId('history-definition').selectOption({ label: `Short · ${shortRuns} runs` });
  const newer = page.getByTestId('history-newer');
  while (await newer.isEnabled()) await newer.click();
  await page.getByTestId('history-run').nth(3).focus();
}

async function inDead({ page }: App): Promise<void> {
  await go(page, 4);
  await page.getByTestId('dead-row').nth(3).click();
  await page.getByRole('listbox').focus();
}

/** A run that waits, because the queue is paused: nothing in the window moves by itself. */
async function waitingRun({ page }: App): Promise<void> {
  await chosen(page, 'Waits');
}

async function withPanel(app: App): Promise<void> {
  const { page } = app;
  await go(page, 2);
  await page.locator('button[title^="Show "]').first().click();
  await expect(page.getByTestId('run-start')).toBeVisible();
}

const ofContext: Readonly<Record<CommandContext, Scene['ready']>> = {
  search: searching,
  tree: inTree,
  log: inLog,
  timeline: inTimeline,
  graph: inGraph,
  compare: inCompare,
  'dead-list': inDead,
  runs: async (app) => {
    await inLog(app);
    await chosen(app.page, 'broken');
  },
  library: withPanel,
  schedule: ({ page }) => go(page, 3),
  dead: inDead,
  history: inHistory,
  settings: async ({ page }) => page.keyboard.press('Control+,'),
  window: () => Promise.resolve(),
};

/** From the log and from another face of a run; what is done to a line needs one that is chosen. */
const fromEachFace = (ready: Scene['ready']): Scene[] =>
  ['1', '2'].map((face) => ({
    where: `face ${face}`,
    ready: async (app, key) => {
      await ready(app, key);
      await app.page.keyboard.press(face);
    },
  }));

const secondWindow = async (app: App): Promise<Page> => {
  const opened = app.electron.waitForEvent('window');
  await app.page.keyboard.press('Control+Shift+N');
  const page = await opened;
  await expect(page.getByTestId('connection-state')).toHaveText(/live/i);
  return page;
};

/** What needs more than the place where its keys work. */
const ofCommand: Partial<Record<CommandName, readonly Scene[]>> = {
  'go.runs': [{ ready: ({ page }) => go(page, 2) }],
  'window.new': [
    {
      ready: ofContext.window,
      effect: async (app, press) => {
        const opened = app.electron.waitForEvent('window');
        await press();
        await (await opened).close();
      },
    },
  ],
  'window.close': [
    {
      ready: ofContext.window,
      effect: async (app) => {
        const page = await secondWindow(app);
        await Promise.all([page.waitForEvent('close'), page.keyboard.press('Control+W').catch(() => null)]);
      },
    },
  ],
  'file.open': [
    {
      ready: async (app) => {
        await ofContext.window(app, '');
        await app.choose(await app.define('another.toml', definition.replaceAll('eys"', 'eys-too"')));
      },
    },
  ],
  'edit.undo': [
    {
      ready: async (app) => {
        await waitingRun(app);
        await app.page.keyboard.press('P');
        await expect(app.page.getByTestId('undo')).toBeVisible();
      },
    },
  ],
  'face.log': [{ ready: inGraph }],
  'run.retry': [{ ready: (app) => atJob(app, 3) }],
  'run.changes': [{ ready: (app) => atJob(app, 4) }],
  'run.pause': [{ ready: waitingRun }],
  'run.cancel': [{ ready: waitingRun }],
  'details.copy': [{ ready: (app) => atJob(app, 5) }],
  'tree.fold': [
    {
      ready: async (app, key) => {
        await inTree(app);
        if (key.endsWith('Right')) await app.page.keyboard.press('ArrowLeft');
      },
    },
  ],
  'tree.foldBelow': [
    {
      ready: async (app, key) => {
        await inTree(app);
        if (key.endsWith('Right')) await app.page.keyboard.press('Shift+ArrowLeft');
      },
    },
  ],
  'tree.retrySelected': [{ ready: async (app) => (await inTree(app), app.page.keyboard.press('Control+A')) }],
  'tree.cancelSelected': [
    { ready: async (app) => (await inTree(app), app.page.keyboard.press('Control+A')) },
  ],
  // A step that is chosen is the scope already.
  'tree.narrow': [{ ready: (app) => atJob(app, 2) }],
  'tree.widen': [{ ready: async (app) => (await inTree(app), app.page.keyboard.press('Enter')) }],
  'tree.filter': fromEachFace(inLog),
  'tree.onlyFailed': fromEachFace(inLog),
  'log.selectAll': [{ ready: inLog }],
  'log.unselect': [{ ready: atLine }],
  'log.select': [{ ready: atLine }],
  'log.goTo': fromEachFace(inLog),
  'log.wrap': fromEachFace(inLog),
  'log.times': fromEachFace(inLog),
  'log.nextError': fromEachFace(inLog),
  'log.previousError': fromEachFace(inLog),
  'log.mark': fromEachFace(atLine),
  'log.copyLink': fromEachFace(atLine),
  'search.open': fromEachFace(inLog),
  'timeline.scroll': [
    {
      ready: async (app, key) => {
        await inTimeline(app);
        if (key === 'ArrowUp') await app.page.keyboard.press('ArrowDown');
      },
    },
  ],
  'timeline.bars': [
    {
      ready: async (app, key) => {
        await inTimeline(app);
        await app.page.keyboard.press('Home');
        // From the first bar of the first slot there is one on its right and one below.
        const way = { 'Shift ArrowLeft': 'Shift+ArrowRight', 'Shift ArrowUp': 'Shift+ArrowDown' }[key];
        await app.page.keyboard.press('Shift+ArrowRight');
        if (way !== undefined) await app.page.keyboard.press(way);
      },
    },
  ],
  'timeline.choose': [
    {
      ready: async (app) => {
        await inTimeline(app);
        await app.page.keyboard.press('Home');
        await keepLook(app.page);
        await app.page.keyboard.press('Shift+ArrowRight');
      },
    },
  ],
  'graph.move': [
    {
      ready: async (app, key) => {
        await inGraph(app);
        const from =
          { ArrowLeft: 'whole', ArrowRight: 'whole', ArrowUp: 'whole', ArrowDown: 'broken' }[key] ?? '';
        await app.page.getByTestId('graph-step').filter({ hasText: from }).first().focus();
      },
    },
  ],
  'graph.fit': [{ ready: async (app) => (await inGraph(app), app.page.keyboard.press('+')) }],
  'history.newer': [
    {
      ready: async (app) => {
        await inHistory(app);
        await app.page.getByTestId('history-older').click();
        await app.page.getByTestId('history-run').first().focus();
      },
    },
  ],
  'dead.chooseNone': [{ ready: async (app) => (await inDead(app), app.page.keyboard.press('Control+A')) }],
};

/** Commands whose keys are pressed at the end: they end what the others need, or a run that is looked at goes on. */
const atTheEnd: readonly CommandName[] = [
  'run.retry',
  'tree.retrySelected',
  'dead.clear',
  'dead.retry',
  'run.cancel',
  'definition.run',
  'app.quit',
];

/** Back to a window where nothing floats, nothing is searched for or filtered, and nothing is said. */
async function reset(page: Page): Promise<void> {
  const left = await page.evaluate(() => {
    const find = (name: string): HTMLElement | null => document.querySelector(`[data-testid=${name}]`);
    const search = find('log-search') as HTMLInputElement | null;
    return {
      floats: document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null,
      inspects: find('feed-inspector')?.checkVisibility() === true,
      tells: find('notice')?.checkVisibility() === true,
      searches: search !== null && search.value !== '',
      filters: find('tree-clear')?.checkVisibility() === true,
    };
  });
  const floating = page.locator('[role=dialog], [role=alertdialog], [role=menu]');
  if (left.floats) while ((await floating.count()) > 0) await page.keyboard.press('Escape');
  if (left.inspects) await page.keyboard.press('Control+Shift+F');
  if (left.tells) await page.getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
  await go(page, 1);
  await page.keyboard.press('1');
  if (left.searches) await page.getByTestId('log-search').press('Escape');
  if (left.filters) await page.getByTestId('tree-clear').click();
}

/** `Ctrl Shift F` as Playwright writes it. */
const pressable = (key: string): string => key.replace('Ctrl ', 'Control+').replace('Shift ', 'Shift+');

/** What is wrong with the key here; null: it does what it says. */
async function wrongWith(app: App, name: CommandName, key: string, scene: Scene): Promise<string | null> {
  const { page } = app;
  const press = async (): Promise<void> => page.keyboard.press(pressable(key));
  await reset(page);
  await scene.ready(app, key);
  if (scene.effect !== undefined) {
    await scene.effect(app, press);
    return null;
  }
  if (!(await keepLook(page))) return 'is pressed where the page does not come to rest';
  await press();
  const { command, isOther } = await compareLook(page);
  if (command === null) return 'means nothing there';
  if (command !== name) return `does ${command} instead`;
  return isOther ? null : 'does nothing';
}
test('every key of the sheet does something where the sheet says that it works', async () => {
  test.setTimeout(240_000);
  const app = await App.open();
  const wrong: string[] = [];
  try {
    const { page } = app;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const short = await app.define(
      'short.toml',
      `id = "short"\nname = "Short"\n[step.a]\ntype = "command"\nrun = ["true"]\n`,
    );
    await page.evaluate(
      async ([file, count]) => {
        const starts = Array.from({ length: count }, () =>
          window.runsheet.commands['run.start']({ path: file }),
        );
        await Promise.all(starts);
      },
      [short, shortRuns] as const,
    );
    const twice = await app.define(
      'twice.toml',
      'id = "twice"\nname = "Twice"\n[step.a]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 40] }\n',
    );
    for (let run = 1; run <= 2; run++) await app.cli('run', twice);
    await app.run(definition);
    await app.runStatus('completed');
    await app.cli('pause');
    await app.run('name = "Waits"\n[step.a]\ntype = "command"\nrun = ["true"]\n', 'waits.toml');
    page.setDefaultTimeout(5000);
    await watchLooks(page);
    const names = commandNames.filter((name) => !atTheEnd.includes(name));
    for (const name of [...names, ...atTheEnd]) {
      if (name === 'app.quit') continue;
      const scenes = ofCommand[name] ?? [{ ready: ofContext[specOf(name).context] }];
      for (const scene of scenes) {
        for (const key of keysOf(name)) {
          const what = await wrongWith(app, name, key, scene).catch((error: unknown) =>
            String(error).split('\n').slice(0, 3).join(' '),
          );
          if (what !== null)
            wrong.push(`${key} (${name}${scene.where === undefined ? '' : `, ${scene.where}`}): ${what}`);
        }
      }
    }
    const quit = app.electron.waitForEvent('close');
    await page.keyboard.press('Control+Q').catch(() => null);
    await quit;
  } finally {
    // Its last key has ended the app.
    await app.close().catch(() => rm(app.folder, { recursive: true, force: true }));
  }
  expect(wrong).toEqual([]);
});
