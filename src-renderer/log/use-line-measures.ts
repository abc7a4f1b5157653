/** Widths that depend on the face and on the digits of N: the number column, and the characters that fit. */
import { computed, type ComputedRef } from 'vue';
import { formatCount } from '../format/numbers';
import { useMediaQuery } from '../shell/use-media-query';

const leastNumberWidth = 64;
const numberPadding = 21;
const textPadding = 14;
/** Time, level and job, as in the grid of `LogLine`. */
const fixedWidth = { wide: 96 + 22 + 112, narrow: 92 + 20 + 18 };

/** Measures of a line in a box of `width` pixels in a log of `total` lines. */
export function useLineMeasures(options: { readonly width: () => number; readonly total: () => number }): {
  readonly numberWidth: ComputedRef<number>;
  readonly columns: ComputedRef<number>;
} {
  const isNarrow = useMediaQuery('(max-width: 1180px)');
  const character = measureCharacter();
  const numberWidth = computed(() =>
    Math.max(leastNumberWidth, Math.ceil(formatCount(options.total()).length * character) + numberPadding),
  );
  const columns = computed(() => {
    const fixed = isNarrow.value ? fixedWidth.narrow : fixedWidth.wide;
    return Math.max(0, Math.floor((options.width() - numberWidth.value - fixed - textPadding) / character));
  });
  return { numberWidth, columns };
}

/** Width of a character of the fixed-width face at 12 pixels. */
function measureCharacter(): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 7.25;
  context.font = `12px ${getComputedStyle(document.documentElement).getPropertyValue('--mono')}`;
  return context.measureText('0'.repeat(100)).width / 100;
}
