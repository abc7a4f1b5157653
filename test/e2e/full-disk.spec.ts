import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { SmallDisk } from '../setup/small-disk';
import { App } from './app';

test('a full disk is said as long as it is full; the jobs wait, go on by themselves, and nothing is lost', async () => {
  test.skip(!(await SmallDisk.isPossible()), 'Only root may mount a small disk, and not in every container.');
  const disk = await SmallDisk.mount(48);
  const app = await App.openOn(path.join(disk.folder, 'data'));
  try {
    const { page } = app;
    const trouble = page.getByTestId('trouble');
    const ballast = await disk.fill({ butFor: 6 });
    await app.run(
      `name = "Noisy"\n[step.a]\ntype = "command"\nrun = "seq -f 'line %07.0f of many that fill the disk' 300000"\n`,
    );
    await expect(trouble).toContainText('Disk full. Jobs wait; nothing is lost. Free some space to go on.');
    await expect(trouble).toContainText('1 job waits');
    await expect(page.getByTestId('stat-running')).toHaveAttribute('data-value', '1');
    await rm(ballast);
    await expect(trouble).toHaveCount(0);
    await app.runStatus('completed');
    await expect(page.getByTestId('level-info')).toContainText('300,000');
    expect(await app.cli('verify')).toMatchObject([{ ok: true }]);
  } finally {
    await app.close();
    await disk.remove();
  }
});
