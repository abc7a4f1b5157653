import { expect, test } from '@playwright/test';
import { App } from './app';

/** Jobs that end one after the other for some seconds. */
const steady = (jobs: number, delayMs = 4): string =>
  `concurrency = 4\n[step.first]\ntype = "test_job_generator"\nworker_count = 4\nlog_count = 2\nlog_delay_ms = 0\n[step.a]\ntype = "test_job_generator"\ndepends = ["first"]\nworker_count = ${jobs}\nlog_count = 3\nlog_delay_ms = ${delayMs}\nseed = 1\n`;

const completed = `Number(document.querySelector('[data-testid=stat-completed]')?.dataset.value)`;

/** What a person sees of where the window is; an expression for the page. */
const whereItIs = `(() => {
  const rows = (name) => [...document.querySelectorAll('[data-testid=' + name + ']')]
    .filter((row) => row.closest('[data-testid=tree-pinned]') === null)
    .map((row) => ({ row, top: row.getBoundingClientRect().top }))
    .filter(({ row, top }) => top >= (row.closest('[role=tree], #log') ?? row).getBoundingClientRect().top)
    .sort((a, b) => a.top - b.top);
  return {
    line: Number(rows('log-row')[0]?.row.dataset.n),
    treeRow: rows('job-row')[0]?.row.dataset.jobId,
    selected: document.querySelector('[data-testid=job-row][aria-selected=true]')?.dataset.jobId,
    total: Number(document.querySelector('[data-testid=stat-total]')?.dataset.value),
    page: document.querySelector('nav [aria-current=page]')?.textContent.trim(),
    state: document.querySelector('[data-testid=connection-state]')?.dataset.state,
  };
})()`;

interface Where {
  readonly line: number;
  readonly treeRow: string;
  readonly selected: string;
  readonly total: number;
  readonly page: string;
  readonly state: string;
}

test('a crash of the page: it comes back where it was, and the jobs notice nothing', async () => {
  const app = await App.open();
  try {
    await app.run(steady(800));
    const { page } = app;
    await page.locator('[data-testid=job-row][data-job-id="r1.2"]').click();
    await expect.poll(async () => (await app.counts()).completed).toBeGreaterThan(60);
    await expect.poll(async () => (await app.shownNumbers()).length).toBeGreaterThan(10);
    await page.locator('[data-testid=job-row][data-kind=job]').nth(8).click();
    await page.keyboard.press('Control+g');
    await page.keyboard.type('60');
    await page.keyboard.press('Enter');
    await expect.poll(() => app.shownNumbers()).toContain(60);
    await page.locator('[role=tree]').hover();
    await page.mouse.wheel(0, 26 * 5);
    await page.mouse.move(700, 20);
    await expect.poll(async () => (await app.read<Where>(whereItIs)).treeRow).not.toBe('r1');
    const before = await app.read<Where>(whereItIs);
    expect(before).toMatchObject({ total: 800, state: 'live' });
    await app.inMain(({ BrowserWindow }) => {
      const [{ webContents }] = BrowserWindow.getAllWindows();
      // After this has been answered.
      setTimeout(() => {
        webContents.forcefullyCrashRenderer();
      }, 0);
    }, null);
    await expect
      .poll(() => app.read<Where>(whereItIs).catch(() => null), { timeout: 30_000 })
      .toEqual(before);
    await expect.poll(() => app.read<number>(completed), { timeout: 40_000 }).toBe(800);
    // Steps and run end with a commit of their own, after the last job.
    await expect
      .poll(async () => (await app.cli('stats', 'r1'))[0].stats)
      .toMatchObject({ total: 804, completed: 804, failed: 0 });
    const shown = await app.cli('show', 'r1.40');
    expect(shown[0].attempt).toBe(1);
  } finally {
    await app.close();
  }
});

test('a page that ends again and again begins anew, and then a person is asked', async () => {
  const app = await App.open();
  try {
    await app.cli('add', '--wait', '--', 'true');
    await app.page.keyboard.press('Control+2');
    await expect.poll(async () => (await app.read<Where>(whereItIs)).page).toMatch(/library/i);
    await app.inMain(({ BrowserWindow, dialog }) => {
      const [{ webContents }] = BrowserWindow.getAllWindows();
      const questions: string[] = [];
      Object.assign(globalThis, { questions });
      dialog.showMessageBox = (_window: unknown, options?: { message: string }) => {
        questions.push(options?.message ?? '');
        webContents.removeAllListeners('did-finish-load');
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
      webContents.on('did-finish-load', () => {
        webContents.forcefullyCrashRenderer();
      });
      setTimeout(() => {
        webContents.forcefullyCrashRenderer();
      }, 0);
    }, null);
    const questions = () =>
      app.inMain(() => (globalThis as unknown as { questions: string[] }).questions, null);
    await expect
      .poll(questions, { timeout: 30_000 })
      .toEqual(['The window ended three times in a row. Jobs go on.']);
    await expect
      .poll(() => app.read<Where>(whereItIs).catch(() => null), { timeout: 30_000 })
      .toMatchObject({ total: 1, state: 'live', page: expect.stringMatching(/runs/i) });
  } finally {
    await app.close();
  }
});

test('a reload comes back to the page that was shown', async () => {
  const app = await App.open();
  try {
    await app.page.keyboard.press('Control+2');
    const before = await app.read<Where>(whereItIs);
    expect(before.page).toMatch(/library/i);
    await app.page.reload();
    await expect.poll(async () => (await app.read<Where>(whereItIs)).page).toBe(before.page);
  } finally {
    await app.close();
  }
});

test('Promise 5: a hidden window follows, and shows the last state when it is shown', async () => {
  const app = await App.open();
  try {
    await app.run(steady(400));
    await expect.poll(async () => (await app.counts()).completed).toBeGreaterThan(4);
    await app.inMain(
      ({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0].hide();
      },
      null,
      { mayRepeat: true },
    );
    const hiddenAt = await app.read<number>(completed);
    await expect.poll(() => app.read<number>(completed), { timeout: 40_000 }).toBe(404);
    expect(hiddenAt).toBeLessThan(404);
    await app.inMain(
      ({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0].show();
      },
      null,
      { mayRepeat: true },
    );
    expect(await app.counts()).toMatchObject({ total: 404, completed: 404, running: 0 });
  } finally {
    await app.close();
  }
});

test('Promise 5: a page that stood still, as in a sleeping machine, catches up by itself', async () => {
  test.skip(process.platform === 'win32', 'There is no SIGSTOP on Windows.');
  const app = await App.open();
  try {
    await app.run(steady(300));
    await expect.poll(async () => (await app.counts()).completed).toBeGreaterThan(4);
    const pid = await app.inMain(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.getOSProcessId(),
      null,
    );
    process.kill(pid, 'SIGSTOP');
    try {
      await expect
        .poll(async () => (await app.cli('stats'))[0].stats, { timeout: 40_000 })
        .toMatchObject({ completed: 304 });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => app.counts()).toMatchObject({ total: 304, completed: 304 });
    await expect(app.page.getByTestId('connection-state')).toHaveAttribute('data-state', 'live');
  } finally {
    await app.close();
  }
});

test('Promise 5: a message that is lost on its way is asked for again', async () => {
  const app = await App.open();
  try {
    await app.inMain(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0];
      const send = webContents.send.bind(webContents);
      let lost = false;
      webContents.send = (channel: string, ...rest: unknown[]) => {
        if (channel === 'feed' && !lost) lost = true;
        else send(channel, ...rest);
      };
    }, null);
    await app.cli('add', '--wait', '--', 'true');
    await expect.poll(() => app.counts(), { timeout: 20_000 }).toMatchObject({ total: 1, completed: 1 });
  } finally {
    await app.close();
  }
});

test('Promise 4: at a thousand transitions a second every snapshot that the window holds adds up', async () => {
  const app = await App.open();
  try {
    await app.page.evaluate(() => {
      type Stats = Record<'total' | 'pending' | 'running' | 'completed' | 'failed' | 'cancelled', number>;
      const seen = { messages: 0, nodes: 0, frames: 0, wrong: [] as unknown[] };
      const look = (stats: Stats, where: unknown): void => {
        seen.nodes++;
        const { total, pending, running, completed: done, failed, cancelled } = stats;
        if (total !== pending + running + done + failed + cancelled) seen.wrong.push({ where, stats });
      };
      Object.assign(window, { seen });
      window.runsheet.events.feed((message) => {
        seen.messages++;
        look(message.totals, 'totals');
        // A row that is only named is the same as in the message before.
        for (const row of message.tree.rows) if (typeof row !== 'string') look(row.stats, row.id);
        if (message.scope !== null) look(message.scope.stats, 'scope');
      });
      const frame = (): void => {
        seen.frames++;
        const value = (name: string) =>
          Number(document.querySelector(`[data-testid=stat-${name}]`)?.getAttribute('data-value'));
        // Another page of the window is shown.
        if (document.querySelector('[data-testid=stat-total]') === null) {
          requestAnimationFrame(frame);
          return;
        }
        look(
          {
            total: value('total'),
            pending: value('pending'),
            running: value('running'),
            completed: value('completed'),
            failed: value('failed'),
            cancelled: value('cancelled'),
          },
          'drawn',
        );
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    // Two transitions a job: 500 jobs a second where the machine can, a quarter of which fail.
    await app.run(
      'concurrency = 40\n[step.a]\ntype = "test_job_generator"\nworker_count = 2000\nlog_count = 2\nlog_delay_ms = 40\nfailure_rate = 0.25\non_error = "continue"\nseed = 9\n',
    );
    await app.runStatus('completed');
    const seen = await app.page.evaluate(
      () =>
        (window as unknown as { seen: { messages: number; nodes: number; frames: number; wrong: unknown[] } })
          .seen,
    );
    expect(seen.wrong).toEqual([]);
    expect(seen.messages).toBeGreaterThan(10);
    expect(seen.frames).toBeGreaterThan(10);
    expect(seen.nodes).toBeGreaterThan(100);
    await expect(app.page.getByTestId('connection-state')).toHaveAttribute('data-count-violations', '0');
    expect(await app.counts()).toMatchObject({ total: 2000, pending: 0, running: 0 });
  } finally {
    await app.close();
  }
});
