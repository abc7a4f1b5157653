import { expect, test } from 'vitest';
import { countText, numberText, statsText } from '../../../../../src-main/cli/text/numbers';
import { tableLines } from '../../../../../src-main/cli/text/table';
import { emptyStats } from '../../../../../src-shared/model';

test('columns are as wide as their widest cell, colours not counted', () => {
  expect(
    tableLines(
      [{ title: 'ID' }, { title: 'N', align: 'right' }, { title: 'NAME' }],
      [
        ['r1', '1,234', '\u001b[1mé\u001b[0m'],
        ['r200', '5', 'b'],
      ],
    ),
  ).toEqual(['ID        N  NAME', 'r1    1,234  \u001b[1mé\u001b[0m', 'r200      5  b']);
});

test('numbers are exact, with their thousands apart', () => {
  expect(numberText(4_812_377)).toBe('4,812,377');
  expect(countText(1, 'job')).toBe('1 job');
  expect(countText(0, 'job')).toBe('0 jobs');
});

test('counts leave out what is zero', () => {
  expect(statsText({ ...emptyStats(), total: 1200, completed: 1199, failed: 1 })).toBe(
    '1,200 jobs: 1,199 completed, 1 failed',
  );
  expect(statsText(emptyStats())).toBe('0 jobs');
});
