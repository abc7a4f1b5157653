/** What a person likes of all windows: how much room rows have, and how the time of day is written. */
import { watch } from 'vue';
import { remembered } from './remembered';

/** How much room rows have. */
export const densities = ['compact', 'normal', 'comfortable'] as const;
export type Density = (typeof densities)[number];

/** How the time of day is written: 14:03:12, or as the locale has it. Times of lines always have 24 hours. */
export const clocks = ['24h', 'locale'] as const;
export type ClockStyle = (typeof clocks)[number];

/** Heights of rows in pixels. */
const heights: Readonly<Record<Density, { readonly tree: number; readonly log: number }>> = {
  compact: { tree: 22, log: 18 },
  normal: { tree: 26, log: 20 },
  comfortable: { tree: 32, log: 24 },
};

const oneOf =
  <Value extends string>(values: readonly Value[]) =>
  (kept: unknown): Value | null =>
    values.find((value) => value === kept) ?? null;

const readDensity = oneOf(densities);
const readClock = oneOf(clocks);

/** The density of all windows; set it to change it. */
export const density = remembered<Density>('view.density', readDensity, 'normal');
/** How the time of day is written in all windows; set it to change it. */
export const clockStyle = remembered<ClockStyle>('view.clock', readClock, '24h');

/** Heights of rows now, in pixels; what is computed from them follows. */
export const rowHeight = {
  get tree(): number {
    return heights[density.value].tree;
  },
  get log(): number {
    return heights[density.value].log;
  },
} as const;

/** Gives the page its heights, and follows what another window changes. */
export function followPreferences(): void {
  watch(
    density,
    () => {
      const { style } = document.documentElement;
      style.setProperty('--tree-row', `${rowHeight.tree}px`);
      style.setProperty('--log-row', `${rowHeight.log}px`);
    },
    { immediate: true },
  );
  window.addEventListener('storage', ({ key, newValue }) => {
    const kept = parse(newValue);
    if (key === 'runsheet.view.density') density.value = readDensity(kept) ?? density.value;
    if (key === 'runsheet.view.clock') clockStyle.value = readClock(kept) ?? clockStyle.value;
  });
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
