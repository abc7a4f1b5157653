// @ts-check
/// <reference lib="dom" />
/** Child process under a display: starts a window and tells when it could be used. See bench/startup.mjs. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { _electron } from '@playwright/test';
import { electronFlags } from '../../scripts/process/display.mjs';
import { root as projectFolder } from '../../scripts/project/root.mjs';

const [folder, answer] = process.argv.slice(2);
const isBare = folder === '-';
const app = await _electron.launch({
  cwd: projectFolder,
  args: isBare
    ? [new URL('empty-main.cjs', import.meta.url).pathname, ...electronFlags()]
    : [projectFolder, ...electronFlags(), '--data', folder],
  env: { .../** @type {Record<string, string>} */ (process.env), RUNSHEET_DATA: '' },
});
try {
  const page = await app.firstWindow();
  const usableAt = await page.evaluate(
    untilUsable,
    isBare ? 'h1' : '[data-testid=connection-state][data-state=live]',
  );
  const startedAt = await app.evaluate(() => process.getCreationTime());
  if (startedAt === null) throw new Error('This system does not tell when a process began.');
  // What is done after the start is not yet done at its end.
  await page.waitForTimeout(2000);
  const pids = familyOf(await app.evaluate(() => process.pid));
  const memoryMb = pids.reduce((sum, pid) => sum + privateMb(pid), 0);
  writeFileSync(answer, JSON.stringify({ ms: usableAt - startedAt, memoryMb }));
} finally {
  await app.close();
}

/**
 * In the page: the time of day at which what is meant was painted.
 *
 * @param {string} selector
 * @returns {Promise<number>}
 */
function untilUsable(selector) {
  return new Promise((resolve) => {
    const look = () => {
      const isThere = document.querySelector(selector) !== null;
      requestAnimationFrame(isThere ? () => resolve(performance.timeOrigin + performance.now()) : look);
    };
    look();
  });
}

/**
 * A process and all that descend from it: those of Electron, and the helpers that start jobs.
 *
 * @param {number} root
 */
function familyOf(root) {
  /** @type {Map<number, number>} */
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name in brackets may hold anything; the parent is the second word behind it.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isWithin = (/** @type {number | undefined} */ pid) => {
    while (pid !== undefined && pid !== root) pid = parents.get(pid);
    return pid === root;
  };
  return [...parents.keys()].filter(isWithin);
}

/**
 * Memory of a process that is its own and no file's, in MB.
 *
 * @param {number} pid
 */
function privateMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
