import { expect, test } from '@playwright/test';
import { App } from './app';

const generator = `
name = "Generator"
[step.quick]
type = "test_job_generator"
worker_count = 5
log_count = 50
log_delay_ms = 10
failure_rate = 0.1
on_error = "continue"
seed = 1
[step.busy]
type = "test_job_generator"
worker_count = 3
log_count = 400
log_delay_ms = 5
on_error = "continue"
seed = 2
[step.family]
type = "test_job_generator"
worker_count = 3
log_count = 20
log_delay_ms = 5
child_count = 2
recursion_depth = 2
on_error = "continue"
seed = 3
`;

test('Promise 1: while a log is written, the window shows 1..N without gap or duplicate, and counts that add up', async () => {
  const app = await App.open();
  try {
    await app.run(generator);
    let last = 0;
    let samples = 0;
    const row = app.page.locator('[data-testid=job-row][data-kind=run]').first();
    while ((await row.getAttribute('data-status')) !== 'completed') {
      const { numbers, five, total } = await app.page.evaluate(() => {
        const value = (name: string) =>
          Number(document.querySelector(`[data-testid=stat-${name}]`)?.getAttribute('data-value'));
        return {
          numbers: [...document.querySelectorAll('[data-testid=log-row]')]
            .map((one) => ({ n: Number(one.getAttribute('data-n')), top: one.getBoundingClientRect().top }))
            .sort((a, b) => a.top - b.top)
            .map((one) => one.n),
          five: ['pending', 'running', 'completed', 'failed', 'cancelled'].reduce(
            (sum, name) => sum + value(name),
            0,
          ),
          total: value('total'),
        };
      });
      expect(five).toBe(total);
      if (numbers.length === 0) continue;
      samples++;
      expect(numbers).toEqual(Array.from(numbers, (_, at) => numbers[0] + at));
      // It follows: what is shown never moves back.
      expect(numbers[numbers.length - 1]).toBeGreaterThanOrEqual(last);
      last = numbers[numbers.length - 1];
    }
    expect(samples).toBeGreaterThan(10);
    const lines = 5 * 50 + 3 * 400 + 3 * 20 + 6 * 10 + 6 * 5;
    await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(lines);
    const rows = await app.cli('logs', 'r1');
    expect(rows.map((one) => one.n)).toEqual(Array.from({ length: lines }, (_, at) => at + 1));
    expect(await app.cli('verify')).toMatchObject([{ ok: true, differences: [] }]);
  } finally {
    await app.close();
  }
});

test('choosing a step numbers its own lines from 1, and a level filter keeps the numbers', async () => {
  const app = await App.open();
  try {
    await app.run(generator);
    await app.runStatus('completed');
    await app.page.locator('[data-testid=job-row][data-kind=step]').nth(1).click();
    await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(1200);
    await app.page.getByTestId('level-info').click();
    const step = (await app.cli('jobs', 'r1')).filter((node) => node.kind === 'step')[1];
    const all = await app.cli('logs', String(step.id));
    const others = all.filter((line) => line.level !== 'info').map((line) => line.n);
    await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(others.at(-1));
    const shown = await app.shownNumbers();
    expect(shown).toEqual(others.slice(-shown.length));
  } finally {
    await app.close();
  }
});
