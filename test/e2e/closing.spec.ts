import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

const long = '[step.a]\ntype = "command"\nrun = ["sleep", "600"]\n';

const closeWindow = (app: App) =>
  app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0].close();
  });

test('closing while a job runs asks once; without a tray the window stays, minimised, when the job is kept', async () => {
  const app = await App.open();
  try {
    await app.run(long);
    await app.runStatus('running');
    // Back: nothing happens.
    await app.answer(2);
    await closeWindow(app);
    await expect.poll(() => app.asked()).toHaveLength(1);
    const [question] = await app.asked();
    expect(question.message).toBe('1 job runs.');
    expect(question.detail).toContain('no icons beside the clock');
    expect(question.buttons).toEqual(['Stop 1 job and quit', 'Keep running, minimised', 'Back']);
    await expect(app.page.getByTestId('connection-state')).toHaveText(/live/i);
    // Kept, and not asked again.
    await app.answer(1, true);
    await closeWindow(app);
    await expect.poll(() => app.asked()).toHaveLength(1);
    await app.answer(2);
    await closeWindow(app);
    await app.page.keyboard.press('Control+,');
    await expect(
      app.page.getByTestId('setting-close').getByRole('radio', { name: 'Keep them running' }),
    ).toHaveAttribute('aria-checked', 'true');
    await expect(app.page.getByTestId('close-hint')).toContainText('minimised');
    expect(await app.asked()).toEqual([]);
    await app.page.keyboard.press('Control+1');
    await expect.poll(async () => (await app.counts()).running).toBe(1);
  } finally {
    await app.close();
  }
});

test('quitting names the running jobs, and what is stopped goes back to the queue', async () => {
  const app = await App.open();
  try {
    await app.run(long);
    await app.runStatus('running');
    await app.answer(1);
    await app.page.keyboard.press('Control+q');
    await expect.poll(() => app.asked()).toHaveLength(1);
    expect((await app.asked())[0].message).toBe('Stop 1 running job and quit?');
    await app.stop();
    const [run] = await app.cli('list');
    expect(run).toMatchObject({ status: 'pending' });
  } finally {
    await app.close();
  }
});

test('with a place for icons beside the clock jobs go on without a window, and it comes back', async () => {
  const app = await App.open();
  try {
    await app.stop();
    // The desktop is asked by a program; this one says that there is such a place.
    const bin = path.join(app.folder, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, 'gdbus'), '#!/bin/sh\necho "(true,)"\n');
    await chmod(path.join(bin, 'gdbus'), 0o755);
    app.environment = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(app.folder, 'no-bus')}`,
    };
    await app.start();
    await app.run(long);
    await app.runStatus('running');
    await app.answer(1);
    await closeWindow(app);
    await expect.poll(() => app.asked()).toHaveLength(1);
    expect((await app.asked())[0].buttons).toContain('Keep running');
    await expect.poll(() => app.electron.windows().length).toBe(0);
    const [stats] = await app.cli('stats');
    expect(stats).toMatchObject({ stats: { running: 1 } });
    const opening = app.electron.waitForEvent('window');
    await app.electron.evaluate(({ app: main }) => main.emit('activate'));
    app.page = await opening;
    await expect(app.page.getByTestId('connection-state')).toHaveText(/live/i);
    await expect(app.page.locator('h1')).toHaveText('batch');
  } finally {
    await app.close();
  }
});
