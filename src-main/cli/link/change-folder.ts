/**
 * How every verb that changes something does it: with the engine that executes the folder, or, where nobody does,
 * with an engine in this process that executes nothing. The answer comes when the change is durable.
 */
import type { CommandInput, CommandOutput } from '../../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../../src-shared/errors';
import type { EngineCommand } from '../../engine/engine-client';
import type { CliContext } from '../context';
import type { EngineLink } from './engine-link';
import { connectToOwner } from './find-engine';
import { withFolder } from './open-folder';
import { openEngine } from './own-engine';

/** Between two tries when the folder's engine comes or goes. */
const retryDelayMs = 25;
/** How often it is looked whether anything can be written at all. */
const troubleCheckMs = 100;

/** Whoever takes the change. */
export interface Changer {
  readonly call: <Name extends EngineCommand>(
    name: Name,
    input: CommandInput<Name>,
  ) => Promise<CommandOutput<Name>>;
  /** The engine that executes the folder; null when nobody does. */
  readonly owner: EngineLink | null;
}

/** What kind of change it is. */
export interface ChangeKind {
  /** What a dead engine left running is ended and taken back first. */
  readonly recovers: boolean;
  /** To do it twice is to do it once: it is sent again when an engine was lost before it answered. */
  readonly repeats: boolean;
}

/** Does the work with whoever can change the folder. Throws what the engine answers, and `connection-lost`. */
export async function changeFolder<Value>(
  context: CliContext,
  kind: ChangeKind,
  work: (changer: Changer) => Promise<Value>,
): Promise<Value> {
  for (;;) {
    try {
      const done = await withFolder(context.dataFolder, async (folder) => {
        const link = folder === null ? null : await connectToOwner(context, folder);
        return link === null ? null : { value: await withOwner(link, work) };
      });
      return done === null ? await changeHere(context, kind, work) : done.value;
    } catch (error) {
      // Another engine came or went in between: nothing has been taken, or it does no harm to send it again.
      const { code } = toErrorDetails(error);
      if (code === 'connection-lost' && !kind.repeats) throw answerLost(error);
      if (!['folder-in-use', 'stopping', 'connection-lost'].includes(code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
}

async function withOwner<Value>(
  link: EngineLink,
  work: (changer: Changer) => Promise<Value>,
): Promise<Value> {
  try {
    return await work({ owner: link, call: (name, input) => link.call(name, input) });
  } finally {
    link.leave();
  }
}

async function changeHere<Value>(
  context: CliContext,
  { recovers }: ChangeKind,
  work: (changer: Changer) => Promise<Value>,
): Promise<Value> {
  const engine = await openEngine(context, { executes: false, recovers });
  let watching: NodeJS.Timeout | undefined;
  try {
    const client = engine.connect({ send: () => {} });
    const cannotWrite = new Promise<never>((_, reject) => {
      watching = setInterval(() => {
        if (engine.trouble !== null) reject(new RunsheetError('disk-full', engine.trouble));
      }, troubleCheckMs);
    });
    return await Promise.race([
      work({ owner: null, call: (name, input) => client.call(name, input) }),
      cannotWrite,
    ]);
  } finally {
    clearInterval(watching);
    await engine.stop();
  }
}

function answerLost(cause: unknown): RunsheetError {
  return new RunsheetError('connection-lost', 'The engine was lost before it answered.', {
    hint: '"runsheet list" and "runsheet jobs ID" show whether it was done.',
    cause,
  });
}
