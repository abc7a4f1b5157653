/**
 * Every command of the window that has a name: the one place that says which keys it has, where they work and where it
 * is shown. Keys, palette, shortcut sheet, tooltips and the application's menu are made from it. What a command does
 * is registered by the part of the window that does it (`use-commands.ts`); its title is in `texts-commands.ts`.
 *
 * Keys are written as the look writes them: `Ctrl K`, `Shift R`, `?`, `ArrowUp`; `Ctrl` is ⌘ on macOS. A letter is
 * written large and means the key, not the character.
 */

/**
 * Where keys of a command work, innermost first: `search` while something is looked for in the log; `tree`, `log`,
 * `timeline`, `graph`, `dead-list` where the focus is in the element with that `data-keys` (the face of the run that is
 * shown also has them while the focus is nowhere); a page; `window` everywhere.
 */
export const commandContexts = [
  'search',
  'tree',
  'log',
  'timeline',
  'graph',
  'compare',
  'dead-list',
  'runs',
  'library',
  'schedule',
  'dead',
  'history',
  'settings',
  'window',
] as const;
export type CommandContext = (typeof commandContexts)[number];

/** The parts of the shortcut sheet, in its order. */
export const commandGroups = [
  'everywhere',
  'run',
  'tree',
  'log',
  'reading',
  'search',
  'timeline',
  'graph',
  'compare',
  'history',
  'dead',
  'library',
] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** A menu of the application. */
export type CommandMenu = 'file' | 'edit' | 'view' | 'run' | 'go' | 'help';

/** What is known of a command before anything does it. */
export interface CommandSpec {
  readonly group: CommandGroup;
  readonly context: CommandContext;
  readonly keys?: readonly string[];
  /** Its keys work in a field, too. Default: they do not. */
  readonly inFields?: true;
  /** False: it moves something and is of no use in the palette. */
  readonly isListed?: false;
  readonly menu?: CommandMenu;
}

const moves = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const;
const everywhere = { group: 'everywhere', context: 'window' } as const;
const ofRun = { group: 'run', context: 'runs' } as const;
const ofLog = { group: 'reading', context: 'runs' } as const;
const inTree = { group: 'tree', context: 'tree', isListed: false } as const;
const inLog = { group: 'log', context: 'log', isListed: false } as const;
const inTimeline = { group: 'timeline', context: 'timeline', isListed: false } as const;
const inGraph = { group: 'graph', context: 'graph', isListed: false } as const;
const inCompare = { group: 'compare', context: 'compare', isListed: false } as const;
const inHistory = { group: 'history', context: 'history', isListed: false } as const;
const inDead = { group: 'dead', context: 'dead-list', isListed: false } as const;

/** See the head of this file. */
export const commandTable = {
  'palette.open': { ...everywhere, keys: ['Ctrl K'], inFields: true, isListed: false, menu: 'help' },
  'keys.show': { ...everywhere, keys: ['?'], menu: 'help' },
  'go.runs': { ...everywhere, keys: ['Ctrl 1'], inFields: true, menu: 'go' },
  'go.library': { ...everywhere, keys: ['Ctrl 2'], inFields: true, menu: 'go' },
  'go.schedule': { ...everywhere, keys: ['Ctrl 3'], inFields: true, menu: 'go' },
  'go.dead': { ...everywhere, keys: ['Ctrl 4'], inFields: true, menu: 'go' },
  'go.history': { ...everywhere, keys: ['Ctrl 5'], inFields: true, menu: 'go' },
  'go.settings': { ...everywhere, keys: ['Ctrl ,'], inFields: true, menu: 'go' },
  'window.new': { ...everywhere, keys: ['Ctrl Shift N'], inFields: true, menu: 'file' },
  'file.open': { ...everywhere, keys: ['Ctrl O'], inFields: true, menu: 'file' },
  'file.openFolder': { ...everywhere, menu: 'file' },
  'file.addFolder': { ...everywhere, menu: 'file' },
  'file.showData': { ...everywhere, menu: 'file' },
  'window.close': { ...everywhere, keys: ['Ctrl W'], inFields: true, menu: 'file' },
  'app.quit': { ...everywhere, keys: ['Ctrl Q'], inFields: true, menu: 'file' },
  'view.theme': { ...everywhere },
  'view.density': { ...everywhere },
  'edit.undo': { ...everywhere, keys: ['Ctrl Z'], menu: 'edit' },
  'panel.next': { ...everywhere, keys: ['F6'], inFields: true, isListed: false },
  'panel.previous': { ...everywhere, keys: ['Shift F6'], inFields: true, isListed: false },
  'queue.turn': { ...everywhere, menu: 'run' },
  'help.feed': { ...everywhere, keys: ['Ctrl Shift F'], inFields: true, menu: 'help' },

  'face.log': { ...ofRun, keys: ['1'], menu: 'view' },
  'face.timeline': { ...ofRun, keys: ['2'], menu: 'view' },
  'face.graph': { ...ofRun, keys: ['3'], menu: 'view' },
  'face.compare': { ...ofRun, keys: ['4'], menu: 'view' },
  'run.retry': { ...ofRun, keys: ['R'], menu: 'run' },
  'run.changes': { ...ofRun, keys: ['Shift R'], menu: 'run' },
  'run.pause': { ...ofRun, keys: ['P'], menu: 'run' },
  'run.cancel': { ...ofRun, keys: ['Ctrl .'], menu: 'run' },
  'run.limits': { ...ofRun, menu: 'run' },
  'run.export': { ...ofRun, menu: 'run' },
  'run.remove': { ...ofRun, menu: 'run' },
  'run.copyId': { ...ofRun },
  'run.all': { ...ofRun },
  'details.copy': { ...ofRun, keys: ['C'] },

  'tree.move': { ...inTree, keys: moves },
  'tree.fold': { ...inTree, keys: ['ArrowLeft', 'ArrowRight'] },
  'tree.foldBelow': { ...inTree, keys: ['Shift ArrowLeft', 'Shift ArrowRight'] },
  'tree.narrow': { ...inTree, keys: ['Enter'] },
  'tree.select': { ...inTree, keys: moves.map((key) => `Shift ${key}`) },
  'tree.toggle': { ...inTree, keys: ['Space'] },
  'tree.selectAll': { ...inTree, keys: ['Ctrl A'] },
  'tree.retrySelected': { ...inTree, keys: ['R'] },
  'tree.cancelSelected': { ...inTree, keys: ['Ctrl .'] },
  'tree.widen': { ...inTree, keys: ['Escape'] },

  'tree.filter': { group: 'tree', context: 'runs', keys: ['/'], menu: 'edit' },
  'tree.onlyFailed': { group: 'tree', context: 'runs', keys: ['F'], menu: 'view' },

  'log.move': { ...inLog, keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'] },
  'log.start': { ...inLog, keys: ['Home'] },
  'log.follow': { ...inLog, keys: ['End'] },
  'log.select': { ...inLog, keys: moves.map((key) => `Shift ${key}`) },
  'log.selectAll': { ...inLog, keys: ['Ctrl A'] },
  'log.unselect': { ...inLog, keys: ['Escape'] },

  'log.goTo': { ...ofLog, keys: ['Ctrl G'], inFields: true, menu: 'view' },
  'log.wrap': { ...ofLog, keys: ['W'], menu: 'view' },
  'log.times': { ...ofLog, keys: ['T'], menu: 'view' },
  'log.nextError': { ...ofLog, keys: ['E'] },
  'log.previousError': { ...ofLog, keys: ['Shift E'] },
  'log.mark': { ...ofLog, keys: ['M'] },
  'log.copyLink': { ...ofLog, keys: ['Ctrl L'] },

  'search.open': { group: 'search', context: 'runs', keys: ['Ctrl F'], inFields: true, menu: 'edit' },
  'search.next': { group: 'search', context: 'search', keys: ['N'] },
  'search.previous': { group: 'search', context: 'search', keys: ['Shift N'] },
  'search.leave': { group: 'search', context: 'search', keys: ['Escape'], isListed: false },

  'timeline.move': { ...inTimeline, keys: ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown'] },
  'timeline.scroll': { ...inTimeline, keys: ['ArrowUp', 'ArrowDown'] },
  'timeline.zoomIn': { ...inTimeline, keys: ['+', '='] },
  'timeline.zoomOut': { ...inTimeline, keys: ['-', '_'] },
  'timeline.whole': { ...inTimeline, keys: ['Home'] },
  'timeline.bars': {
    ...inTimeline,
    keys: ['Shift ArrowLeft', 'Shift ArrowRight', 'Shift ArrowUp', 'Shift ArrowDown'],
  },
  'timeline.choose': { ...inTimeline, keys: ['Enter'] },

  'graph.move': { ...inGraph, keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
  'graph.zoomIn': { ...inGraph, keys: ['+', '='] },
  'graph.zoomOut': { ...inGraph, keys: ['-', '_'] },
  'graph.fit': { ...inGraph, keys: ['Home'] },

  'compare.move': { ...inCompare, keys: moves },
  'compare.narrow': { ...inCompare, keys: ['Enter'] },

  'history.move': { ...inHistory, keys: ['ArrowLeft', 'ArrowRight', 'Home', 'End'] },
  'history.older': { ...inHistory, keys: ['PageUp'] },
  'history.newer': { ...inHistory, keys: ['PageDown'] },

  'dead.move': { ...inDead, keys: moves },
  'dead.extend': { ...inDead, keys: moves.map((key) => `Shift ${key}`) },
  'dead.choose': { ...inDead, keys: ['Space'] },
  'dead.chooseAll': { ...inDead, keys: ['Ctrl A'] },
  'dead.chooseNone': { ...inDead, keys: ['Escape'] },
  'dead.log': { ...inDead, keys: ['Enter'] },
  'dead.retry': { ...inDead, keys: ['R'] },
  'dead.changes': { ...inDead, keys: ['Shift R'] },
  'dead.clear': { ...inDead, keys: ['Delete'] },
  'dead.filter': { group: 'dead', context: 'dead', keys: ['/'], isListed: false },

  'definition.run': {
    group: 'library',
    context: 'library',
    keys: ['Ctrl Enter'],
    inFields: true,
    isListed: false,
  },
  'definition.close': {
    group: 'library',
    context: 'library',
    keys: ['Escape'],
    inFields: true,
    isListed: false,
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

/** The name of a command. */
export type CommandName = keyof typeof commandTable;

/** All names, in the order of the table. */
export const commandNames = Object.keys(commandTable) as CommandName[];

/** What is known of a command. */
export function specOf(name: CommandName): CommandSpec {
  return commandTable[name];
}

/** The keys of a command as the table writes them. */
export function keysOf(name: CommandName): readonly string[] {
  return specOf(name).keys ?? [];
}
