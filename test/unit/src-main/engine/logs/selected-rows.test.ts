import { describe, expect, it } from 'vitest';
import type { Selecting } from '../../../../../src-shared/log-view';
import { countHistogram } from '../../../../../src-main/engine/logs/histogram';
import { emptyPack, foundChunk, putFound } from '../../../../../src-main/engine/logs/found-pack';
import { FoundRows } from '../../../../../src-main/engine/logs/found-rows';
import { placeOfRow, rowAt } from '../../../../../src-main/engine/logs/log-rows';
import { SelectedRows } from '../../../../../src-main/engine/logs/selected-rows';
import { rowFinder } from '../../../../../src-main/engine/logs/selecting';
import { isWithin, RandomLog } from './random-log';

const search: Selecting = {
  kind: 'search',
  query: { text: 'b', regex: false, matchCase: true, wholeWord: false },
};
const alike: Selecting = { kind: 'alike' };
const texts = (random: () => number) => ['a 1', 'a 22', 'a 3.5', 'ab', 'b 7', ''][Math.floor(random() * 6)];
const shape = (level: number, text: string) => `${level} ${text.replaceAll(/\d+(?:\.\d+)*/g, '0')}`;

/** The rows that a selection has in the reference. */
function expectedRows(log: RandomLog, select: Selecting, root: number, mask: number) {
  const rows = log.rows(root, mask);
  const isRow =
    select.kind === 'search'
      ? (at: number) => rows[at].text.includes('b')
      : (at: number) =>
          at === 0 || shape(rows[at].level, rows[at].text) !== shape(rows[at - 1].level, rows[at - 1].text);
  const starts = rows.flatMap((_, at) => (isRow(at) ? [at] : []));
  return starts.map((at, row) => {
    const end = starts.at(row + 1) ?? rows.length;
    const { n, sequence, time, level } = rows[at];
    return { row, n, sequence, time, level, alike: { lines: end - at, lastN: rows[end - 1].n } };
  });
}

describe('the rows of a selection', () => {
  it.each<[string, Selecting]>([
    ['search', search],
    ['alike', alike],
  ])('are exact in any order of looking, while blocks are filled (%s)', (_, select) => {
    for (const seed of [1, 2, 3]) {
      for (const { root, mask } of [
        { root: 0, mask: 15 },
        { root: 2, mask: 14 },
        { root: 5, mask: 4 },
      ]) {
        const log = new RandomLog(seed, texts);
        const reader = log.reader();
        const find = rowFinder(select);
        const of = { isWithin: root === 0 ? null : (node: number) => isWithin(node, root), levels: mask };
        const found = new FoundRows(select.kind === 'alike');
        log.grow(200);
        log.commit();
        const view = log.view(root, mask, reader);
        let blocks = reader.blockCount;
        found.beginHead(reader.sealedLineCount + 1);
        for (let step = 0; step < 12; step++) {
          log.grow(1 + Math.floor(log.random() * 40));
          log.commit();
          reader.refresh();
          view.refresh();
          if (reader.blockCount > blocks) {
            reader.useColumns(blocks, (columns) => {
              found.seal(blocks, columns);
            });
            found.beginHead(reader.sealedLineCount + 1);
            blocks = reader.blockCount;
          }
          for (const chunk of reader.chunks) {
            if (log.random() < 0.7) found.takeChunk(foundChunk(chunk, find(chunk, of)));
          }
        }
        const unknown = Array.from({ length: blocks }, (__, block) => block).filter(
          (block) => !found.isDone(block),
        );
        while (unknown.length > 0) {
          const [block] = unknown.splice(Math.floor(log.random() * unknown.length), 1);
          const pack = emptyPack(1, select.kind === 'alike');
          reader.useBlock(block, (whole) => {
            putFound(pack, 0, { number: block, flags: whole.flags, found: find(whole, of) });
          });
          found.takePack(pack);
        }
        for (const chunk of reader.chunks) found.takeChunk(foundChunk(chunk, find(chunk, of)));

        const expected = expectedRows(log, select, root, mask);
        const rows = new SelectedRows(view, found, select.kind === 'alike');
        expect(found.scanned).toBe(view.matching);
        expect(rows.matching).toBe(expected.length);
        expect(
          rows.rows(0, expected.length + 5).map(({ row, n, sequence, time, alike }) => ({
            ...{ row, n, sequence, time },
            ...(select.kind === 'alike' ? { alike } : {}),
          })),
        ).toEqual(
          expected.map(({ row, n, sequence, time, alike }) => ({
            ...{ row, n, sequence, time },
            ...(select.kind === 'alike' ? { alike } : {}),
          })),
        );
        for (let look = 0; look < 40; look++) {
          const sequence = 1 + Math.floor(log.random() * log.lines.length);
          expect(rowAt(rows, sequence, false)).toBe(
            expected.find((row) => row.sequence >= sequence)?.row ?? null,
          );
          expect(rowAt(rows, sequence, true)).toBe(
            expected.findLast((row) => row.sequence <= sequence)?.row ?? null,
          );
          const row = expected.at(Math.floor(log.random() * expected.length));
          if (row !== undefined) expect(placeOfRow(rows, row.row)).toMatchObject({ sequence: row.sequence });
        }
        const { debug, info, warn, error } = countHistogram(rows, {
          axis: 'rows',
          buckets: 1,
          hits: null,
          part: null,
        });
        expect([debug, info, warn, error]).toEqual(
          [0, 1, 2, 3].map((level) => [expected.filter((row) => row.level === level).length]),
        );
      }
    }
  });
});
