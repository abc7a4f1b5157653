/** The handlers of all commands: those that only the window's process can answer, the rest passed to the engine. */
import { cpus } from 'node:os';
import type { BrowserWindow } from 'electron';
import { commands, type CommandInput, type CommandName, type FeedMessage } from '../../src-shared/contract';
import type { EngineSession } from '../engine/engine-session';
import type { DefinitionFiles } from './definition-files';
import { chooseLogFiles, choosePath } from './file-dialogs';
import type { CommandHandlers } from './ipc-registrar';

/** What the handlers need. */
export interface WindowCommandsParts {
  readonly window: BrowserWindow;
  readonly session: Promise<EngineSession>;
  readonly definitions: DefinitionFiles;
  readonly info: { readonly version: string; readonly dataFolder: string };
  /** Called when the page has subscribed: from now on it hears events. */
  readonly onSubscribed: (snapshot: FeedMessage) => void;
}

/** One handler for every command of the contract. */
export function windowCommands(parts: WindowCommandsParts): CommandHandlers {
  const { window, definitions, info } = parts;
  const engine = async (name: never, input: never): Promise<unknown> =>
    (await parts.session).call(name, input);
  const passedOn = Object.fromEntries(
    (Object.keys(commands) as CommandName[]).map((name) => [
      name,
      (input: unknown) => engine(name as never, input as never),
    ]),
  ) as unknown as CommandHandlers;

  const preview = async (path: string) => {
    const found = await (await parts.session).call('definition.preview', { path });
    await definitions.remember(found.path);
    return found;
  };

  return {
    ...passedOn,
    'app.info': async () => ({
      ...info,
      platform: process.platform,
      cores: cpus().length,
      samples: await definitions.samples(),
      recent: await definitions.recent(),
    }),
    'definition.preview': ({ path }) => preview(path),
    'path.choose': async (input) => ({ path: await choosePath(window, input) }),
    'log.chooseFile': async (input) => ({ paths: await chooseLogFiles(window, input) }),
    'run.start': async (input) => {
      const started = await (await parts.session).call('run.start', input);
      await definitions.remember(input.path);
      return started;
    },
    'feed.subscribe': async (input: CommandInput<'feed.subscribe'>) => {
      const snapshot = await (await parts.session).call('feed.subscribe', input);
      parts.onSubscribed(snapshot);
      return snapshot;
    },
  };
}
