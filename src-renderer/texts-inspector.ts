/** Sentences of the feed inspector. */
import { formatCount, formatPlural } from './format/numbers';

const messages = (count: number): string => formatPlural(count, 'message', 'messages');

/** What the inspector says. */
export const inspectorTexts = {
  title: 'Feed inspector',
  kept: messages,
  check: (wrong: number): string =>
    wrong === 0 ? 'All counts add up' : `${messages(wrong)} with counts that do not add up`,
  show: 'Which messages are listed',
  filters: {
    all: 'All messages',
    snapshot: 'Snapshots',
    delta: 'Deltas',
    wrong: 'Counts that do not add up',
  },
  find: 'Revision or scope',
  pause: 'Pause',
  goOn: 'Go on',
  clear: 'Clear',
  copy: (count: number): string => `Copy ${messages(count)} as JSON Lines`,
  close: 'Close the inspector (Esc)',
  heads: [
    'Painted',
    'Revision',
    'Kind',
    'Bytes',
    'Delay ms',
    'Scope',
    'Total',
    'Pending',
    'Running',
    'Completed',
    'Failed',
    'Cancelled',
    'Check',
  ],
  kinds: { snapshot: 'snapshot', delta: 'delta' },
  folder: 'folder',
  right: 'Total is the sum of the five',
  wrong: (names: readonly string[]): string => `does not add up: ${names.join(', ')}`,
  empty: 'No message yet. The next one appears here.',
  noneListed: (count: number): string => `None of ${formatCount(count)} messages is of this kind.`,
} as const;
