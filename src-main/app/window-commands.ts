/** The handlers of all commands of one window: those that only its process can answer, the rest passed to the engine. */
import { cpus } from 'node:os';
import { app, shell } from 'electron';
import { commands, type CommandInput, type CommandName, type FeedMessage } from '../../src-shared/contract';
import type { AppSettings, MenuEntry } from '../../src-shared/window';
import type { AppWindow } from './app-windows';
import type { DefinitionFiles } from './definition-files';
import { chooseLogFiles, choosePath } from './file-dialogs';
import type { CommandHandlers } from './ipc-registrar';

/** What the handlers need. */
export interface WindowCommandsParts {
  readonly definitions: DefinitionFiles;
  readonly info: { readonly version: string; readonly dataFolder: string };
  readonly hasTray: () => boolean;
  readonly settings: (change: Partial<AppSettings>) => AppSettings;
  readonly openBeside: (window: AppWindow) => void;
  readonly keepLayouts: () => void;
  readonly showMenu: (window: AppWindow) => void;
  readonly quit: () => void;
  /** Called when the page has subscribed: from now on it hears events. */
  readonly onSubscribed: (window: AppWindow, snapshot: FeedMessage) => void;
}

/** One handler for every command of the contract. */
export function windowCommands(of: AppWindow, parts: WindowCommandsParts): CommandHandlers {
  const { definitions, info } = parts;
  const engine = async (name: never, input: never): Promise<unknown> => (await of.seat).call(name, input);
  const passedOn = Object.fromEntries(
    (Object.keys(commands) as CommandName[]).map((name) => [
      name,
      (input: unknown) => engine(name as never, input as never),
    ]),
  ) as unknown as CommandHandlers;

  const preview = async (path: string) => {
    const found = await (await of.seat).call('definition.preview', { path });
    await definitions.remember(found.path);
    return found;
  };

  return {
    ...passedOn,
    'app.info': async () => ({
      ...info,
      platform: process.platform,
      cores: cpus().length,
      hasGraphics: app.getGPUFeatureStatus().gpu_compositing.startsWith('enabled'),
      samples: await definitions.samples(),
      recent: await definitions.recent(),
    }),
    'app.settings': (change) => ({ ...parts.settings(change), hasTray: parts.hasTray() }),
    'app.showDataFolder': async () => {
      await shell.openPath(info.dataFolder);
      return {};
    },
    'app.quit': () => {
      parts.quit();
      return {};
    },
    'window.open': () => {
      parts.openBeside(of);
      return {};
    },
    'window.layout': ({ layout }) => {
      if (layout !== undefined) {
        of.layout = layout;
        parts.keepLayouts();
      }
      return { layout: of.layout };
    },
    'window.menu': ({ entries }: { entries: readonly MenuEntry[] }) => {
      of.menu = entries;
      parts.showMenu(of);
      return {};
    },
    'definition.preview': ({ path }) => preview(path),
    'path.choose': async (input) => ({ path: await choosePath(of.window, input) }),
    'log.chooseFile': async (input) => ({ paths: await chooseLogFiles(of.window, input) }),
    'run.start': async (input) => {
      const started = await (await of.seat).call('run.start', input);
      await definitions.remember(input.path);
      return started;
    },
    'feed.subscribe': async (input: CommandInput<'feed.subscribe'>) => {
      of.packer.forget();
      const snapshot = await (await of.seat).call('feed.subscribe', input);
      parts.onSubscribed(of, snapshot);
      return snapshot;
    },
  };
}
