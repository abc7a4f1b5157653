import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainStyle } from '../../../../src-renderer/log/ansi';
import { contrast, drawStyle, readable } from '../../../../src-renderer/log/ansi-colors';

const channel = fc.integer({ min: 0, max: 255 });
const light = [255, 255, 255] as const;
const dark = [18, 20, 23] as const;

describe('an exact colour', () => {
  it('can be read on both themes, whatever a program asks for', () => {
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (color) => {
        expect(contrast(readable(color, light), light)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(readable(color, dark), dark)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('stays as it is where it can be read already', () => {
    expect(readable([20, 20, 90], light)).toEqual([20, 20, 90]);
    expect(readable([250, 250, 200], dark)).toEqual([250, 250, 200]);
  });

  it('has one value for each theme', () => {
    const style = drawStyle({ ...plainStyle, foreground: { rgb: [20, 20, 90] } });
    expect(style['color']).toMatch(/^light-dark\(rgb\(20 20 90\), rgb\(.*\)\)$/);
  });
});

describe('a run of text', () => {
  it('that is plain has no style', () => {
    expect(drawStyle(plainStyle)).toEqual({});
  });

  it('can be read on a background of its own, also when it is inverse', () => {
    fc.assert(
      fc.property(channel, channel, fc.boolean(), (one, other, inverse) => {
        const style = drawStyle({
          ...plainStyle,
          foreground: { index: one % 16 },
          background: { index: other % 16 },
          inverse,
        });
        const [ink, surface] = [style['color'], style['background']].map((css) =>
          (css ?? '').match(/\d+/g)?.map(Number),
        ) as [[number, number, number], [number, number, number]];
        expect(contrast(ink, surface)).toBeGreaterThanOrEqual(4.3);
      }),
    );
  });

  it('keeps weight, slant and lines', () => {
    expect(drawStyle({ ...plainStyle, bold: true, italic: true, underline: true, strike: true })).toEqual({
      'font-weight': '700',
      'font-style': 'italic',
      'text-decoration': 'underline line-through',
    });
  });
});
