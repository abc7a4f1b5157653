/** Widths that depend on the face and on the digits of N: the number column, and the characters that fit. */
import { computed, type ComputedRef } from 'vue';
import { formatCount } from '../format/numbers';
import { useMediaQuery } from '../shell/use-media-query';
import { extraWidth, jobWidth, levelWidth, textPadding, timeWidth } from './line-columns';
import { useLogChoices } from './log-choices';

const leastNumberWidth = 64;
const numberPadding = 21;

/** Measures of a line in a box of `width` pixels in a log of `total` lines. */
export function useLineMeasures(options: { readonly width: () => number; readonly total: () => number }): {
  /** The widths as CSS variables, and where the columns begin. */
  readonly widths: ComputedRef<Readonly<Record<string, string>>>;
  /** Characters that fit into the text column. */
  readonly columns: ComputedRef<number>;
} {
  const isNarrow = useMediaQuery('(max-width: 1180px)');
  const choices = useLogChoices();
  const character = measureCharacter();
  const number = computed(() =>
    Math.max(leastNumberWidth, Math.ceil(formatCount(options.total()).length * character) + numberPadding),
  );
  const time = computed(() => timeWidth(choices.times, isNarrow.value));
  const level = computed(() => (isNarrow.value ? levelWidth.narrow : levelWidth.wide));
  const job = computed(() => (isNarrow.value ? jobWidth.narrow : jobWidth.wide));
  const extra = computed(() => choices.columns.reduce((sum, column) => sum + extraWidth(column), 0));
  const widths = computed(() => {
    const levelLeft = number.value + time.value;
    const extraLeft = levelLeft + level.value + job.value;
    return {
      '--number-width': `${number.value}px`,
      '--time-width': `${time.value}px`,
      '--level-width': `${level.value}px`,
      '--job-width': `${job.value}px`,
      '--level-left': `${levelLeft}px`,
      '--job-left': `${levelLeft + level.value}px`,
      '--extra-left': `${extraLeft}px`,
      '--text-left': `${extraLeft + extra.value}px`,
    };
  });
  const columns = computed(() => {
    const fixed = number.value + time.value + level.value + job.value + extra.value + textPadding;
    return Math.max(0, Math.floor((options.width() - fixed) / character));
  });
  return { widths, columns };
}

/** Width of a character of the fixed-width face at 12 pixels. */
function measureCharacter(): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 7.25;
  context.font = `12px ${getComputedStyle(document.documentElement).getPropertyValue('--mono')}`;
  return context.measureText('0'.repeat(100)).width / 100;
}
