/** The page of settings, windows and dropped files; `texts.ts` has the rules and the rest. */
import type { CloseBehaviour, Theme } from '../src-shared/window-choices';
import { formatCount, formatPlural } from './format/numbers';
import type { ClockStyle, Density } from './settings/preferences';

/** The page of settings. */
export const settingsTexts = {
  title: 'Settings',
  lead: 'Everything takes effect at once.',
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' } satisfies Readonly<Record<Theme, string>>,
  themeDone: (name: string): string => `Theme: ${name}`,
  density: 'Density',
  densityHint: 'Height of rows in the tree and the log.',
  densities: { compact: 'Compact', normal: 'Normal', comfortable: 'Comfortable' } satisfies Readonly<
    Record<Density, string>
  >,
  clock: 'Times of day',
  clockHint: 'Times of lines always have 24 hours.',
  clocks: { '24h': '24 hours', locale: 'As the system' } satisfies Readonly<Record<ClockStyle, string>>,
  closing: 'Closing the last window while jobs run',
  close: { ask: 'Ask', keep: 'Keep them running', stop: 'Stop them and quit' } satisfies Readonly<
    Record<CloseBehaviour, string>
  >,
  closeHint: {
    ask: 'Asks each time, with the number of running jobs.',
    keep: 'Runsheet goes on with an icon beside the clock.',
    stop: 'Stopped jobs go back to the queue and run again when Runsheet opens.',
  } satisfies Readonly<Record<CloseBehaviour, string>>,
  keepWithoutTray: 'This system shows no icons beside the clock: the window stays, minimised.',
  queue: 'Queue and slots',
  storage: 'Storage',
  keys: 'Keys',
  keysLead: 'Everything can be done with the keyboard.',
  showKeys: 'Show all keys',
  about: 'About',
  version: (version: string): string => `Runsheet ${version}`,
  dataFolder: 'Data folder',
  showFolder: 'Show folder',
} as const;

/** Files that hover over the window, and what became of them. */
export const dropTexts = {
  definition: 'Opens the definition. It is not run.',
  logs: (count: number): string =>
    `Opens ${formatPlural(count, 'file', 'files')} as an archive or log, to read`,
  several: (definitions: number, others: number): string =>
    `${definitions === 1 ? 'Shows the definition' : `Shows the first of ${formatCount(definitions)} definitions`}${others === 0 ? '' : `, and opens ${formatPlural(others, 'file', 'files')} to read`}`,
  unknown: (count: number): string =>
    `Drop ${formatPlural(count, 'file', 'files')}: definitions are shown, archives and logs are opened to read`,
  noFile: 'Only files and folders can be dropped here',
  noPath: 'What was dropped is not a file on this computer.',
} as const;
