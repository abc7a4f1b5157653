/**
 * The bridge between the window's page and the main process: one function for each command of the contract, one
 * subscription for each event, and nothing else. The channel of a command or event is its name.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { CommandName, EventName, RunsheetApi } from '../src-shared/contract';

/*
 * The names of the contract's tables. They are typed so that one too many or too few does not compile: the tables
 * themselves would bring the schema library into the page's process, where nothing is parsed.
 */
const commandNames: Readonly<Record<CommandName, true>> = {
  'app.info': true,
  'definition.preview': true,
  'path.choose': true,
  'definitions.list': true,
  'definitions.add': true,
  'definitions.remove': true,
  'definitions.find': true,
  'schedule.list': true,
  'schedule.records': true,
  'schedule.pause': true,
  'schedule.resume': true,
  'schedule.attend': true,
  'run.start': true,
  'run.stop': true,
  'run.continue': true,
  'job.add': true,
  'job.send': true,
  'node.cancel': true,
  'job.addMany': true,
  'node.retry': true,
  'node.remove': true,
  'run.pause': true,
  'run.resume': true,
  'run.change': true,
  'queue.show': true,
  'queue.pause': true,
  'queue.resume': true,
  'queue.change': true,
  'dead.list': true,
  'bulk.count': true,
  'bulk.start': true,
  'bulk.wait': true,
  'bulk.stop': true,
  'bulk.undo': true,
  'node.show': true,
  'feed.subscribe': true,
  'feed.look': true,
  'feed.acknowledge': true,
  'feed.clock': true,
  'feed.leave': true,
  'tree.fold': true,
  'tree.ids': true,
  'log.rows': true,
  'log.locate': true,
  'log.line': true,
  'log.select': true,
  'log.unselect': true,
  'log.histogram': true,
  'log.text': true,
  'log.export': true,
  'log.chooseFile': true,
  'log.open': true,
  'run.export': true,
  'transfer.wait': true,
  'transfer.stop': true,
  'retention.show': true,
  'retention.preview': true,
  'retention.change': true,
  'node.find': true,
  'window.open': true,
  'window.layout': true,
  'window.menu': true,
  'app.settings': true,
  'app.showDataFolder': true,
  'app.quit': true,
  'timeline.overview': true,
  'timeline.window': true,
  'run.graph': true,
  'compare.show': true,
  'compare.jobs': true,
  'history.definitions': true,
  'history.runs': true,
};
const eventNames: Readonly<Record<EventName, true>> = {
  feed: true,
  'open-files': true,
  'open-line': true,
  command: true,
  settings: true,
};

function caller(name: string) {
  return (input: unknown): Promise<unknown> => ipcRenderer.invoke(name, input);
}

function subscriber(name: string) {
  return (listener: (payload: unknown) => void): (() => void) => {
    const onEvent = (_event: unknown, payload: unknown): void => {
      listener(payload);
    };
    ipcRenderer.on(name, onEvent);
    return () => {
      ipcRenderer.off(name, onEvent);
    };
  };
}

function each<Value>(names: object, make: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, make(name)]));
}

const api = {
  commands: each(commandNames, caller),
  events: each(eventNames, subscriber),
  pathOf: (file: unknown): string => (file instanceof File ? webUtils.getPathForFile(file) : ''),
} satisfies Record<keyof RunsheetApi, unknown>;

contextBridge.exposeInMainWorld('runsheet', api);
