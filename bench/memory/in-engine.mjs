// @ts-check
/** An engine in a process of its own that looks at everything a person can, then says how much memory it has. */
import { existsSync, readFileSync } from 'node:fs';
import { openBundle } from '../harness/engine.mjs';
import { answer } from '../harness/in-child.mjs';

/** @typedef {import('../memory.mjs').Input} Input */

await answer(async (/** @type {Input} */ { bundle, folder, lines }) => {
  const opened = await openBundle(bundle);
  const { engine, client } = await opened.open({ dataFolder: folder });
  if (lines > 0) await look(client, lines);
  const privateMb = privateMemoryMb();
  await engine.stop();
  return { privateMb };
});

/**
 * @param {import('../harness/engine.mjs').EngineClient} client
 * @param {number} lines
 */
async function look(client, lines) {
  const scopes = ['r1', 'r1.1', 'r1.2', 'r1.3', 'r1.500', 'r1.700'];
  for (const scopeId of scopes) {
    for (const levels of [15, 12]) {
      const view = await client.call('log.rows', { scopeId, levels, from: 0, count: 60 });
      for (let part = 1; part < 200; part++) {
        const from = Math.floor((view.matching * part) / 200);
        await client.call('log.rows', { scopeId, levels, from, count: 60 });
      }
      await client.call('log.histogram', { scopeId, levels, axis: 'rows', buckets: 300 });
    }
  }
  const query = { text: 'checkpoint', regex: false, matchCase: true, wholeWord: false };
  const address = { scopeId: 'r1', levels: 15 };
  const { selectionId } = await client.call('log.select', {
    ...{ ...address, near: Math.ceil(lines / 2), select: { kind: 'search', query } },
  });
  for (;;) {
    const message = await client.call('feed.subscribe', {
      ...{ treeFrom: 0, treeCount: 50, treeRootId: null, scopeId: 'r1', selectedId: null, levels: 15 },
      selectionId,
    });
    const state = message.selections.find((one) => one.selectionId === selectionId);
    if (state?.scanned === lines) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { matching } = await client.call('log.rows', { ...address, selectionId, from: 0, count: 60 });
  await client.call('log.rows', { ...address, selectionId, from: matching - 60, count: 60 });
}

/** What this process shares with no other, in MB; where the system does not tell, all that is in memory. */
function privateMemoryMb() {
  const file = '/proc/self/smaps_rollup';
  if (!existsSync(file)) return process.memoryUsage().rss / 2 ** 20;
  const rollup = readFileSync(file, 'utf8');
  const kilobytes = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1]);
  return (kilobytes('Private_Dirty') + kilobytes('Private_Clean')) / 1024;
}
