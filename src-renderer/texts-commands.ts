/** Titles of commands and the sentences of palette and shortcut sheet; `texts.ts` has the rules and the rest. */
import type { NodeKind } from '../src-shared/model';
import type { CommandGroup, CommandName } from './commands/command-table';
import { formatCount, formatPlural } from './format/numbers';
import type { PaletteGroup } from './palette/palette-list';

/** What each command is called in lists. */
export const commandTitles: Readonly<Record<CommandName, string>> = {
  'palette.open': 'Search or run a command',
  'keys.show': 'Show all keys',
  'go.runs': 'Go to runs',
  'go.library': 'Go to the library',
  'go.schedule': 'Go to the schedule',
  'go.dead': 'Go to the dead letter',
  'go.settings': 'Go to the settings',
  'window.new': 'New window',
  'file.open': 'Open…',
  'file.openFolder': 'Open folder of logs…',
  'file.addFolder': 'Add folder of definitions…',
  'file.showData': 'Show the data folder',
  'window.close': 'Close the window',
  'app.quit': 'Quit',
  'view.theme': 'Change the theme',
  'view.density': 'Change the density',
  'edit.undo': 'Undo',
  'queue.turn': 'Pause queue',
  'help.feed': 'Feed inspector',
  'run.retry': 'Run again',
  'run.changes': 'Run again with changes…',
  'run.pause': 'Pause run',
  'run.cancel': 'Cancel…',
  'run.limits': 'Limits and priority…',
  'run.export': 'Export archive…',
  'run.remove': 'Delete run…',
  'run.copyId': 'Copy id',
  'run.all': 'Show all runs',
  'details.copy': 'Copy the command',
  'tree.move': 'Choose a row',
  'tree.fold': 'Close, open',
  'tree.narrow': 'Narrow counts and log to the row',
  'tree.widen': 'Back to what it is part of',
  'log.move': 'Move through the log',
  'log.start': 'First line',
  'log.follow': 'Last line, and follow',
  'log.select': 'Select lines',
  'log.selectAll': 'Select all lines',
  'log.unselect': 'Select no line',
  'log.goTo': 'Go to line',
  'log.wrap': 'Wrap long lines',
  'log.times': 'Next kind of times',
  'log.nextError': 'Next error',
  'log.previousError': 'Previous error',
  'log.mark': 'Mark the line',
  'log.copyLink': 'Copy a link to the line',
  'search.open': 'Search in the log',
  'search.next': 'Next hit',
  'search.previous': 'Previous hit',
  'search.leave': 'Leave the search',
  'dead.move': 'Choose a job',
  'dead.extend': 'Select jobs on the way',
  'dead.choose': 'Select the job',
  'dead.chooseAll': 'Select all jobs',
  'dead.chooseNone': 'Select none',
  'dead.log': 'Open its log',
  'dead.retry': 'Retry what is selected',
  'dead.changes': 'Retry with changes…',
  'dead.clear': 'Remove from the dead letter',
  'dead.filter': 'Filter',
  'definition.run': 'Run the definition',
  'definition.close': 'Close the definition',
};

/** The parts of the shortcut sheet. */
export const groupTitles: Readonly<Record<CommandGroup, string>> = {
  everywhere: 'Everywhere',
  run: 'Run, step or job',
  tree: 'Tree',
  log: 'Lines of the log',
  reading: 'Reading a log',
  search: 'Search',
  dead: 'Dead letter',
  library: 'Library',
};

/** The command palette. */
export const paletteTexts = {
  field: 'Search or run a command',
  placeholder: 'Search or run a command',
  hint: 'Commands, definitions, steps, jobs and runs; a number goes to that line of the log.',
  groups: {
    line: 'Line',
    recent: 'Lately',
    commands: 'Commands',
    definitions: 'Definitions',
    nodes: 'Steps and jobs of this run',
    runs: 'Runs',
  } satisfies Readonly<Record<PaletteGroup, string>>,
  kinds: { run: 'run', step: 'step', job: 'job' } satisfies Readonly<Record<NodeKind, string>>,
  goToLine: (n: number): string => `Go to line ${formatCount(n)}`,
  run: (name: string, asks: boolean): string => (asks ? `Run ${name}…` : `Run ${name}`),
  none: (text: string): string => `Nothing is called “${text}”`,
  count: (count: number): string => formatPlural(count, 'entry', 'entries'),
  keys: [
    ['↑ ↓', 'choose'],
    ['Enter', 'do it'],
    ['Esc', 'close'],
  ] as readonly (readonly [string, string])[],
} as const;

/** The sheet of all keys. */
export const keySheetTexts = {
  title: 'All keys',
  filter: 'Filter by key or by what it does',
  none: (text: string): string => `No key for “${text}”`,
  fields: 'Letters work while no field is typed in.',
} as const;
