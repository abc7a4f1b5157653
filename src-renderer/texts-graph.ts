/** The sentences of the graph of a run's steps; `texts.ts` has the rules and the rest. */
import { formatCount, formatPlural } from './format/numbers';

/** Steps and what they wait for. */
export const graphTexts = {
  label: 'Steps and what they wait for',
  keys: 'Arrows go from step to step, Enter makes the step the scope, plus and minus zoom, Home shows all.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Show all',
  wholeHint: 'Show all steps',
  steps: (count: number): string => formatPlural(count, 'step', 'steps'),
  alwaysRuns: 'always runs',
  noJobs: 'no jobs yet',
  failed: (count: number): string => `${formatCount(count)} failed`,
  empty: 'This run has no steps: its jobs were added without a definition.',
  failure: (reason: string): string => `Steps could not be read: ${reason}`,
  after: (names: readonly string[]): string => `after ${names.join(', ')}`,
} as const;
