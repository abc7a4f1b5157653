import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

/** Drags files of the disk over the middle of the window, as the system does; the answer drops them. */
async function drag({ page }: App, files: readonly string[]): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await send('dragEnter');
  await send('dragOver');
  return async () => {
    await send('drop');
    await session.detach();
  };
}

test('a definition that is dropped is shown and not run; a log and an archive are opened to read', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const hint = page.getByTestId('drop-hint');
    const definition = await app.define(
      'photos.toml',
      'name = "Photos"\n[step.a]\ntype = "command"\nrun = "echo one; echo two"\n',
    );
    const dropDefinition = await drag(app, [definition]);
    await expect(hint).toBeVisible();
    expect(await app.cli('list')).toEqual([]);
    await dropDefinition();
    await expect(hint).toHaveCount(0);
    await expect(page.getByTestId('run-start')).toBeVisible();
    await expect(page.getByRole('complementary', { name: 'Photos' })).toBeVisible();
    expect(await app.cli('list')).toEqual([]);
    await page.getByTestId('run-start').click();
    await app.runStatus('completed');

    const log = path.join(app.folder, 'app.log');
    await writeFile(
      log,
      '2026-11-23 10:00:00 first\n2026-11-23 10:00:01 second\n2026-11-23 10:00:02 third\n',
    );
    await (
      await drag(app, [log])
    )();
    await expect(page.getByTestId('read-only')).toContainText('read only');
    await expect.poll(() => app.shownNumbers()).toEqual([1, 2, 3]);

    const archive = path.join(app.folder, 'photos.zip');
    await app.cli('export', 'r1', archive);
    await (
      await drag(app, [archive])
    )();
    await expect(page.getByTestId('read-only')).toHaveText('Archive, read only');
    await expect.poll(() => app.shownNumbers()).toEqual([1, 2]);
    expect((await app.cli('list')).map(({ id }) => id)).toEqual(['r3', 'r2', 'r1']);
  } finally {
    await app.close();
  }
});

test('of several files the first definition is shown and the rest is read; what cannot be read says so', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const one = await app.define('one.toml', 'name = "One"\n[step.a]\ntype = "command"\nrun = "true"\n');
    const two = await app.define('two.toml', 'name = "Two"\n[step.a]\ntype = "command"\nrun = "true"\n');
    const log = await app.define('some.log', '2026-11-23 10:00:00 first\n');
    await (
      await drag(app, [one, two, log])
    )();
    await expect(page.getByRole('complementary', { name: 'One' })).toBeVisible();
    await expect(page.getByTestId('notice')).toContainText('one.toml');
    await expect.poll(async () => (await app.cli('list')).length).toBe(1);

    const broken = await app.define('broken.zip', 'PK\u0003\u0004 and nothing more');
    await (
      await drag(app, [broken])
    )();
    await expect(page.getByRole('alert')).toContainText('broken.zip');
    expect(await app.cli('list')).toHaveLength(1);
  } finally {
    await app.close();
  }
});
