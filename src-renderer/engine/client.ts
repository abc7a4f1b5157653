/** The window's client of the engine: the API that the preload derived from the contract, with errors thrown. */
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  EventName,
  EventPayload,
  RunsheetApi,
} from '../../src-shared/contract';
import type { ErrorDetails } from '../../src-shared/errors';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly runsheet: RunsheetApi;
  }
}

/** An answer of the engine that is an error; message and hint are meant for people. */
class CommandError extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(details.message);
    this.name = 'CommandError';
    this.details = details;
  }
}

/** Calls a command of the contract. Throws a `CommandError` when the engine answers with an error. */
export async function call<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandOutput<Name>> {
  const reply = await window.runsheet.commands[name](input);
  if (reply.ok) return reply.value;
  throw new CommandError(reply.error);
}

/** Listens to an event of the contract until the returned function is called. */
export function listen<Name extends EventName>(
  name: Name,
  listener: (payload: EventPayload<Name>) => void,
): () => void {
  return window.runsheet.events[name](listener);
}

/** Any thrown value as an error that can be shown. */
export function toDetails(error: unknown): ErrorDetails {
  if (error instanceof CommandError) return error.details;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, hint: null };
}
