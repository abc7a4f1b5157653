import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnsi, plainStyle, stripAnsi, type AnsiStyle } from '../../../../src-renderer/log/ansi';

const escape = '\u001b';
const styled = (style: Partial<AnsiStyle>): AnsiStyle => ({ ...plainStyle, ...style });

describe('terminal colours', () => {
  it('of the sixteen, of the 256 and exact ones are kept', () => {
    expect(parseAnsi(`a${escape}[31mb${escape}[0mc`)).toEqual([
      { text: 'a', style: plainStyle },
      { text: 'b', style: styled({ foreground: { index: 1 } }) },
      { text: 'c', style: plainStyle },
    ]);
    expect(parseAnsi(`${escape}[96;44mx`)[0]?.style).toEqual(
      styled({ foreground: { index: 14 }, background: { index: 4 } }),
    );
    expect(parseAnsi(`${escape}[38;5;196mx`)[0]?.style).toEqual(styled({ foreground: { rgb: [255, 0, 0] } }));
    expect(parseAnsi(`${escape}[48;5;244mx`)[0]?.style).toEqual(
      styled({ background: { rgb: [128, 128, 128] } }),
    );
    expect(parseAnsi(`${escape}[38;2;1;2;3;1mx`)[0]?.style).toEqual(
      styled({ foreground: { rgb: [1, 2, 3] }, bold: true }),
    );
    expect(parseAnsi(`${escape}[38:2::1:2:3mx`)[0]?.style).toEqual(
      styled({ foreground: { rgb: [1, 2, 3] } }),
    );
    expect(parseAnsi(`${escape}[58;5;1mx`)[0]?.style).toEqual(plainStyle);
  });

  it('come with weights and lines, which end where they are ended', () => {
    const text = `${escape}[1;2;3;4;7;9mx${escape}[22;23;24;27;29my`;
    expect(parseAnsi(text)).toEqual([
      {
        text: 'x',
        style: styled({ bold: true, dim: true, italic: true, underline: true, inverse: true, strike: true }),
      },
      { text: 'y', style: plainStyle },
    ]);
  });

  it('start anew in every line, so that none leaks past its own', () => {
    parseAnsi(`${escape}[31mred and never ended`);
    expect(parseAnsi('next')).toEqual([{ text: 'next', style: plainStyle }]);
  });

  it('that are no colours change nothing', () => {
    expect(parseAnsi(`${escape}[38;2;999;0;0mx`)[0]?.style).toEqual(plainStyle);
    expect(parseAnsi(`${escape}[>4;2mx`)[0]?.style).toEqual(plainStyle);
    expect(parseAnsi(`${escape}[38mx`)[0]?.style).toEqual(plainStyle);
  });
});

describe('other escapes', () => {
  it('are removed with all they carry', () => {
    expect(stripAnsi(`${escape}[2K${escape}[1Gdone`)).toBe('done');
    expect(stripAnsi(`${escape}]0;a title\u0007text`)).toBe('text');
    expect(stripAnsi(`${escape}]8;;https://example.org${escape}\\link${escape}]8;;${escape}\\`)).toBe('link');
    expect(stripAnsi(`${escape}Pq#0;1${escape}\\sixel`)).toBe('sixel');
    expect(stripAnsi(`${escape}(Btext${escape}=${escape}M`)).toBe('text');
    expect(stripAnsi('\u009b31mred')).toBe('red');
  });

  it('that the end of a line cuts off leave nothing behind', () => {
    expect(stripAnsi(`text${escape}[38;2;1`)).toBe('text');
    expect(stripAnsi(`text${escape}`)).toBe('text');
    expect(stripAnsi(`text${escape}]0;title`)).toBe('text');
  });

  it('go, and control characters too, but tabs stay', () => {
    expect(stripAnsi('a\tb\u0007\u0000c\u007f')).toBe('a\tbc');
  });
});

describe('text', () => {
  it('in brackets or tags is text', () => {
    const text = '[error] <b>bold</b> &amp; {{item}} %s';
    expect(parseAnsi(text)).toEqual([{ text, style: plainStyle }]);
  });

  it('is what remains when escapes are taken away, whatever a program prints', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(escape, `${escape}[`, `${escape}]`, 'm', ';', '31', '\\', '\u0007', '\u009b'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const runs = parseAnsi(text);
        expect(runs.map((run) => run.text).join('')).toBe(stripAnsi(text));
        expect(runs.every((run) => run.text !== '')).toBe(true);
        // eslint-disable-next-line no-control-regex -- none of them may be left
        expect(stripAnsi(text)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('of a megabyte and more, full of broken escapes, takes a time that grows with its length only', () => {
    const text = `${escape}[`.repeat(200_000) + `${escape}]x`.repeat(200_000) + '1;'.repeat(500_000);
    const start = performance.now();
    parseAnsi(text);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
