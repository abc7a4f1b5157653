import { describe, expect, it } from 'vitest';
import type { ContextSize, Selecting } from '../../../../../src-shared/log-view';
import { emptyPack, foundChunk, putFound } from '../../../../../src-main/engine/logs/found-pack';
import { FoundRows } from '../../../../../src-main/engine/logs/found-rows';
import { placeOfRow, rowAt } from '../../../../../src-main/engine/logs/log-rows';
import { Reading } from '../../../../../src-main/engine/logs/reading';
import { rowFinder } from '../../../../../src-main/engine/logs/selecting';
import { isWithin, RandomLog, type ExpectedRow } from './random-log';

const search: Selecting = {
  kind: 'search',
  query: { text: 'b', regex: false, matchCase: true, wholeWord: false },
};
const views = [
  { root: 0, mask: 15 },
  { root: 2, mask: 14 },
  { root: 5, mask: 4 },
  { root: 7, mask: 8 },
];
const contexts: readonly ContextSize[] = [0, 2, 5];

/** The model: lines of the view that are in the part that was looked at, and near enough to a hit in it. */
function expectedRows(lines: readonly ExpectedRow[], context: number) {
  const isHit = lines.map(({ text }) => text.includes('b'));
  const isRow = lines.map((_, at) => isHit.slice(Math.max(0, at - context), at + context + 1).includes(true));
  const shown = lines.flatMap((line, at) => (isRow[at] ? [{ ...line, at }] : []));
  return shown.map(({ n, sequence, level, at }, row) => ({
    ...{ row, n, sequence, level },
    around: { isHit: isHit[at], afterGap: row > 0 && shown[row - 1].at !== at - 1 },
  }));
}

describe('rows of a search with lines around hits', () => {
  it('are those near a hit, whatever the blocks, and come in above and below only, while the log is looked through', () => {
    for (const seed of [1, 2, 3, 4]) {
      for (const { root, mask } of views) {
        // In some logs hits are rare, so that context ends between them.
        const rare = seed % 2 === 0 ? 0.02 : 0.3;
        const log = new RandomLog(seed, (random) => (random() < rare ? 'b' : 'a'));
        const reader = log.reader();
        const find = rowFinder(search);
        const of = { isWithin: root === 0 ? null : (node: number) => isWithin(node, root), levels: mask };
        const found = new FoundRows(false);
        log.grow(250);
        log.commit();
        const view = log.view(root, mask, reader);
        found.beginHead(reader.sealedLineCount + 1);
        let blocks = reader.blockCount;
        const start = Math.floor(log.random() * (blocks + 1));
        const reading = new Reading(found, start);
        let [from, to] = [start, start];
        const before = new Map<ContextSize, { sequences: number[]; above: number }>();

        const look = (block: number): void => {
          const pack = emptyPack(1, false);
          reader.useBlock(block, (whole) => {
            putFound(pack, 0, { number: block, flags: whole.flags, found: find(whole, of) });
          });
          found.takePack(pack);
        };
        const check = (): void => {
          const first = from < blocks ? reader.firstSequence(from) : reader.sealedLineCount + 1;
          const behind = to < blocks ? reader.firstSequence(to) : Infinity;
          const lines = log.rows(root, mask).filter(({ sequence }) => sequence >= first);
          const known = lines.filter(({ sequence }) => sequence < behind);
          // Of a block that was sealed before all of its head was looked at, the beginning is known.
          const begun = to < blocks && found.isKnown(to) ? found.lookedIn(to) : 0;
          known.push(...lines.slice(known.length, known.length + begun));
          for (const context of contexts) {
            const { rows, above } = reading.read(view, context);
            const expected = expectedRows(known, context);
            const shown = rows.rows(0, expected.length + 5);
            expect(rows.matching).toBe(expected.length);
            expect(shown.map(({ row, n, sequence }) => ({ row, n, sequence }))).toEqual(
              expected.map(({ row, n, sequence }) => ({ row, n, sequence })),
            );
            if (context > 0) {
              expect(shown.map((row) => row.around)).toEqual(expected.map((row) => row.around));
              const some = Math.floor(log.random() * expected.length);
              expect(rows.rows(some, 3).map((row) => row.around)).toEqual(
                expected.slice(some, some + 3).map((row) => row.around),
              );
            }
            for (let segment = 0; segment < reader.segmentCount; segment++) {
              const start = reader.firstSequence(segment);
              const end = start + reader.lengthOf(segment);
              const inside = expected.filter(({ sequence }) => sequence >= start && sequence < end);
              expect(rows.levelsIn(segment)).toEqual(
                [0, 1, 2, 3].map((level) => inside.filter((row) => row.level === level).length),
              );
              expect(rows.rowsBefore(segment)).toBe(
                expected.filter(({ sequence }) => sequence < start).length,
              );
            }
            for (let at = 0; at < 5 && expected.length > 0; at++) {
              const one = expected[Math.floor(log.random() * expected.length)];
              expect(placeOfRow(rows, one.row).sequence).toBe(one.sequence);
              expect(rowAt(rows, one.sequence, at % 2 === 0)).toBe(one.row);
            }
            // What was there is there again, in one piece, as far down as `above` has grown.
            const sequences = expected.map(({ sequence }) => sequence);
            const earlier = before.get(context);
            if (earlier !== undefined && earlier.sequences.length > 0) {
              const shift = above - earlier.above;
              expect(sequences.slice(shift, shift + earlier.sequences.length)).toEqual(earlier.sequences);
            }
            before.set(context, { sequences, above });
          }
        };

        for (let step = 0; from > 0 || to < blocks || step < 4; step++) {
          if (step % 3 === 0) {
            log.grow(1 + Math.floor(log.random() * 30));
            log.commit();
            reader.refresh();
            view.refresh();
            while (reader.blockCount > blocks) {
              reader.useColumns(blocks, (columns) => {
                found.seal(blocks, columns);
              });
              found.beginHead(reader.firstSequence(blocks) + reader.lengthOf(blocks));
              if (to === blocks && found.isDone(blocks)) to++;
              blocks++;
            }
          }
          for (const chunk of reader.chunks) found.takeChunk(foundChunk(chunk, find(chunk, of)));
          if (from > 0 && log.random() < 0.5) look(--from);
          else if (to < blocks) look(to++);
          if (step % 4 === 0) check();
        }
        check();
      }
    }
  });
});
