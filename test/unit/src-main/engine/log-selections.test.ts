import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandInput, FeedMessage } from '../../../../src-shared/contract';
import type { Selecting, SelectionState } from '../../../../src-shared/log-view';
import type { LogRow } from '../../../../src-shared/model';
import { TestEngine } from './test-engine';

let opened: TestEngine;
beforeEach(async () => {
  opened = await TestEngine.open({ scanBudgetMs: 400 });
});
afterEach(() => opened.close());

function searchFor(text: string, regex = false): Selecting {
  return { kind: 'search', query: { text, regex, matchCase: true, wholeWord: false } };
}

function select(scopeId: string, wanted: Selecting, more: { levels?: number; near?: number } = {}) {
  return opened.client.call('log.select', { scopeId, levels: 15, near: 1, select: wanted, ...more });
}

/** Resolves with the state of a selection once it has looked at everything, or given up. */
async function complete({ selectionId }: SelectionState): Promise<SelectionState> {
  const stateIn = (message: FeedMessage) =>
    message.selections.find((state) => state.selectionId === selectionId);
  const message = await opened.until((one) => {
    const state = stateIn(one);
    return state !== undefined && (state.problem !== null || state.scanned === state.total);
  });
  const state = stateIn(message);
  if (state === undefined) throw new Error('There is no such selection.');
  return state;
}

async function rowsOf(scopeId: string, selectionId: string, levels = 15): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  for (;;) {
    const page = await opened.client.call('log.rows', {
      ...{ scopeId, levels, selectionId, from: rows.length, count: 700 },
    });
    rows.push(...page.rows);
    if (rows.length >= page.matching || page.rows.length === 0) return rows;
  }
}

const counting = `
concurrency = 3
[step.count]
type = "command"
run = "seq 1 6000"
[step.other]
type = "command"
depends = []
for_each = { range = [1, 3] }
run = "for i in $(seq 1 1500); do echo {{item}} says $i; done"
`;

test('a search finds every line of a subtree that matches, nearest first, and its rows keep their numbers', async () => {
  const { runId } = await opened.run(counting);
  const scopes = [runId, ...opened.nodes(runId).map((node) => node.id)];
  for (const scopeId of new Set(scopes)) {
    const lines = await opened.lines(scopeId);
    for (const [wanted, matches] of [
      [searchFor('77'), (text: string) => text.includes('77')],
      [searchFor('^[12] says .*5$', true), (text: string) => /^[12] says .*5$/.test(text)],
    ] as const) {
      const begun = await select(scopeId, wanted, { near: Math.max(1, Math.floor(lines.length / 2)) });
      const { found, total, problem } = await complete(begun);
      const expected = lines.filter((line) => matches(line.text));
      expect({ found, total, problem }).toEqual({
        ...{ found: expected.length, total: lines.length, problem: null },
      });
      const rows = await rowsOf(scopeId, begun.selectionId);
      expect(rows).toEqual(expected.map((line, row) => ({ ...line, row })));
      const address = { scopeId, levels: 15, selectionId: begun.selectionId };
      const middle = expected.at(expected.length / 2);
      if (middle !== undefined) {
        const place = { ...address, at: { n: middle.n + 1 } };
        const after = rows.find((row) => row.n > middle.n);
        expect(await opened.client.call('log.locate', place)).toEqual(
          after === undefined ? null : { row: after.row, n: after.n },
        );
        expect(await opened.client.call('log.locate', { ...place, backwards: true })).toMatchObject({
          n: rows.findLast((row) => row.n <= middle.n + 1)?.n,
        });
      }
      const histogram = await opened.client.call('log.histogram', {
        ...{ scopeId, levels: 15, axis: 'rows', buckets: 10, hitsOf: begun.selectionId },
      });
      expect(histogram.hits.reduce((sum, hits) => sum + hits, 0)).toBe(expected.length);
      const text = await opened.client.call('log.text', { ...address, from: 0, to: 1e6 });
      expect(text.text).toBe(expected.map((line) => line.text).join('\n'));
    }
  }
});

test('a search stays exact while the run writes', async () => {
  const runId = await opened.start(`
[step.slow]
type = "command"
run = "for i in $(seq 1 60); do seq $i 100 9000; sleep 0.01; done"
`);
  const begun = await select(runId, searchFor('7'));
  const unlike = await select(runId, { kind: 'alike' });
  await opened.ended();
  const state = await complete(begun);
  await complete(unlike);
  const lines = await opened.lines(runId);
  expect(lines.length).toBeGreaterThan(3000);
  expect(state).toMatchObject({
    total: lines.length,
    found: lines.filter(({ text }) => text.includes('7')).length,
  });
  expect((await rowsOf(runId, begun.selectionId)).map(({ n }) => n)).toEqual(
    lines.filter(({ text }) => text.includes('7')).map(({ n }) => n),
  );
  // All its lines are numbers: one row stands for them all.
  expect(await rowsOf(runId, unlike.selectionId)).toMatchObject([
    { n: 1, alike: { lines: lines.length, lastN: lines.length } },
  ]);
});

test('like neighbours are one row that keeps their numbers', async () => {
  const { runId } = await opened.run(`
[step.fold]
type = "command"
run = "for i in $(seq 1 600); do echo start $i; seq 1 $((i % 4)); echo end $i.5; echo end 7; done"
`);
  const lines = await opened.lines(runId);
  const shape = (text: string) => text.replaceAll(/\d+(?:\.\d+)*/g, '0');
  const expected = lines.flatMap((line, at) => {
    if (at > 0 && shape(lines[at - 1].text) === shape(line.text)) return [];
    const next = lines.findIndex((other, after) => after > at && shape(other.text) !== shape(line.text));
    const end = next === -1 ? lines.length : next;
    return [{ n: line.n, alike: { lines: end - at, lastN: lines[end - 1].n } }];
  });
  const begun = await select(runId, { kind: 'alike' }, { near: 1500 });
  expect((await complete(begun)).found).toBe(expected.length);
  const rows = await rowsOf(runId, begun.selectionId);
  expect(rows.map(({ n, alike }) => ({ n, alike }))).toEqual(expected);
});

test('a pattern that takes too long ends with a sentence, and other searches go on', async () => {
  const { runId } = await opened.run(`
[step.trap]
type = "command"
run = "seq 1 5000; echo ${'a'.repeat(60)}b; seq 1 5000"
`);
  const trapped = await select(runId, searchFor('^(a+)+$', true));
  const other = await select(runId, searchFor('99'));
  expect(await complete(trapped)).toMatchObject({
    problem: expect.stringMatching(
      /^The pattern takes too long near line [45],\d{3}: the search ended there\.$/,
    ),
  });
  const lines = await opened.lines(runId);
  expect(await complete(other)).toMatchObject({
    found: lines.filter(({ text }) => text.includes('99')).length,
    problem: null,
  });
});

test('a pattern that cannot be read is an error that says where, and what is given up is not found', async () => {
  const { runId } = await opened.run(counting);
  await expect(select(runId, searchFor('a(', true))).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The pattern cannot be read after character 2: unterminated group.',
  });
  const begun = [];
  for (const text of ['1', '2', '3', '4', '5']) begun.push(await select(runId, searchFor(text)));
  const rows = (selectionId: string, levels = 15) => {
    const input: CommandInput<'log.rows'> = { scopeId: runId, levels, selectionId, from: 0, count: 1 };
    return opened.client.call('log.rows', input);
  };
  // A client has a few at a time.
  await expect(rows(begun[0].selectionId)).rejects.toMatchObject({ code: 'not-found' });
  expect((await rows(begun[1].selectionId)).total).toBeGreaterThan(0);
  await expect(rows(begun[1].selectionId, 8)).rejects.toMatchObject({ code: 'not-found' });
  await opened.client.call('log.unselect', { selectionId: begun[1].selectionId });
  await opened.client.call('log.unselect', { selectionId: begun[1].selectionId });
  await expect(rows(begun[1].selectionId)).rejects.toMatchObject({ code: 'not-found' });
});

test('the feed tells of the rows that are looked at', async () => {
  const { runId } = await opened.run(counting);
  const begun = await select(runId, searchFor('says'));
  await complete(begun);
  const message = await opened.client.call('feed.look', {
    ...{ treeFrom: 0, treeCount: 10, treeRootId: null, scopeId: runId, selectedId: null, levels: 15 },
    selectionId: begun.selectionId,
  });
  expect(message.log).toMatchObject({ selectionId: begun.selectionId, matching: 4500, total: 10_500 });
});
