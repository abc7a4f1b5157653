import { expect, test } from 'vitest';
import { colouredText, paletteFor, plainText } from '../../../../../src-main/cli/text/terminal';

test('colours only where a terminal reads and nobody asked for none', () => {
  expect(paletteFor({ isTTY: true }, {}).status('failed')).toBe('\u001b[31mfailed\u001b[0m');
  expect(paletteFor({ isTTY: true }, { NO_COLOR: '' }).status('failed')).toBe('\u001b[31mfailed\u001b[0m');
  expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' }).status('failed')).toBe('failed');
  expect(paletteFor({ isTTY: true }, { TERM: 'dumb' }).status('failed')).toBe('failed');
  expect(paletteFor({}, {}).status('failed')).toBe('failed');
});

test('plain text has no escape sequences and no control characters', () => {
  expect(plainText('\u001b[31mred\u001b[0m \u001b]0;title\u0007a\nb\rc\td')).toBe('red a b c\td');
});

test('markup and brackets are text like any other', () => {
  expect(plainText('[error] <b>bold</b>')).toBe('[error] <b>bold</b>');
  expect(colouredText('[error] <b>bold</b>')).toBe('[error] <b>bold</b>');
});

test('on a terminal colours stay and end with their line', () => {
  expect(colouredText('\u001b[32mgreen')).toBe('\u001b[32mgreen\u001b[0m');
});

test('on a terminal nothing moves the cursor, clears the screen or changes the title', () => {
  expect(colouredText('\u001b[2J\u001b[1;1H\u001b]0;mine\u0007\u001b[1mbold')).toBe('\u001b[1mbold\u001b[0m');
});
