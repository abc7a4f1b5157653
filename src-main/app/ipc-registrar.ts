/**
 * The only module that touches `ipcMain`. Every command goes the same road: trusted sender, parse, call, map the
 * error. The channel of a command or event is its name in the contract.
 */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import {
  commands,
  type CommandHandler,
  type CommandName,
  type EventName,
  type EventPayload,
  type Reply,
} from '../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../src-shared/errors';

/** One handler for every command. */
export type CommandHandlers = { readonly [Name in CommandName]: CommandHandler<Name> };

/** Answers the commands of pages that are trusted, each with the handlers of its window. */
export function registerCommands(
  handlersFor: (event: IpcMainInvokeEvent) => CommandHandlers | null,
  isTrusted: (event: IpcMainInvokeEvent) => boolean,
): void {
  const names = Object.keys(commands) as CommandName[];
  for (const name of names) {
    ipcMain.handle(name, (event, input: unknown) =>
      answer(name, input, isTrusted(event) ? handlersFor(event) : null),
    );
  }
}

/** Sends an event to a page; one that is gone misses it. */
export function sendEvent<Name extends EventName>(
  page: WebContents,
  name: Name,
  payload: EventPayload<Name>,
): void {
  if (!page.isDestroyed()) page.send(name, payload);
}

async function answer(
  name: CommandName,
  input: unknown,
  handlers: CommandHandlers | null,
): Promise<Reply<unknown>> {
  try {
    if (handlers === null)
      throw new RunsheetError('bad-input', `Only the window of Runsheet may call "${name}".`);
    const handler = handlers[name] as (parsed: unknown) => unknown;
    return { ok: true, value: await handler(commands[name].input.parse(input)) };
  } catch (error) {
    return { ok: false, error: toErrorDetails(error) };
  }
}
