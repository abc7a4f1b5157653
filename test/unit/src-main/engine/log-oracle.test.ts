import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { levelAndAbove } from '../../../../src-shared/model';
import { seeded } from './logs/random-log';
import { TestEngine } from './test-engine';

let opened: TestEngine;
beforeEach(async () => {
  opened = await TestEngine.open();
});
afterEach(() => opened.close());

/** Jobs that write for a while, children below jobs, several steps at once. */
const definition = `
concurrency = 8
[step.noise]
type = "command"
for_each = { range = [1, 6] }
run = "for i in 1 2 3 4 5 6 7 8; do seq $i {{item}} 30000; sleep 0.02; done"
[step.tree]
type = "test_job_generator"
depends = []
worker_count = 6
log_count = 1500
log_delay_ms = 0
child_count = 2
recursion_depth = 2
failure_rate = 0
seed = 9
`;

interface Seen {
  readonly scopeId: string;
  readonly n: number;
  readonly hash: string;
}

const looksMost = 6000;

test('Promise 2: what was seen of a line while the run wrote is the same after many more lines, and a restart', async () => {
  const random = seeded(4);
  const runId = await opened.start(definition);
  const seen: Seen[] = [];
  const look = async (scopeId: string, n: number, count: number): Promise<Seen[]> => {
    const { rows } = await opened.client.call('log.rows', { scopeId, levels: 15, from: n - 1, count });
    return rows.map((row) => ({ scopeId, n: row.n, hash: hashOf(row) }));
  };
  let hasEnded = false;
  const ended = opened.ended().then(() => {
    hasEnded = true;
  });
  while (!hasEnded && seen.length < looksMost) {
    const nodes = opened.nodes(runId).filter((node) => node.lines > 0);
    const node = nodes.at(Math.floor(random() * nodes.length));
    if (node === undefined) await new Promise((resolve) => setImmediate(resolve));
    else seen.push(...(await look(node.id, 1 + Math.floor(random() * node.lines), 5)));
  }
  await ended;
  expect(seen.length).toBeGreaterThan(500);
  const check = async (): Promise<void> => {
    for (const one of seen.filter((_, at) => at % 3 === 0))
      expect(await look(one.scopeId, one.n, 1)).toEqual([one]);
  };
  await check();
  await opened.stop();
  await opened.reopen(runId);
  await check();
  // A filter selects lines; their numbers are the same.
  const warnings = await opened.lines(runId, levelAndAbove('warn'));
  const known = new Map(seen.filter(({ scopeId }) => scopeId === runId).map(({ n, hash }) => [n, hash]));
  for (const row of warnings) if (known.has(row.n)) expect(hashOf(row)).toBe(known.get(row.n));
}, 60_000);

function hashOf(row: { jobId: string; line: number; seq: number; time: number; text: string }): string {
  const { jobId, line, seq, time, text } = row;
  return createHash('sha1')
    .update(JSON.stringify([jobId, line, seq, time, text]))
    .digest('hex');
}
