/** A change of the folder that may be asked for twice: with the folder's engine, or here where there is none. */
import type { CommandInput, CommandOutput } from '../../../src-shared/contract';
import { toErrorDetails } from '../../../src-shared/errors';
import type { EngineCommand } from '../../engine/engine-client';
import type { CliContext } from '../context';
import { connectToOwner } from './find-engine';
import { withFolder } from './open-folder';
import { openEngine } from './own-engine';

/** Between two tries when the folder's engine comes or goes. */
const retryDelayMs = 25;

/** Does it durably; nothing of the folder is executed for it. Throws what the engine answers. */
export async function changeFolder<Name extends EngineCommand>(
  context: CliContext,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandOutput<Name>> {
  for (;;) {
    try {
      return await changeOnce(context, name, input);
    } catch (error) {
      // Another engine came or went in between.
      if (!['folder-in-use', 'stopping', 'connection-lost'].includes(toErrorDetails(error).code)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
}

async function changeOnce<Name extends EngineCommand>(
  context: CliContext,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandOutput<Name>> {
  const asked = await withFolder(context.dataFolder, async (folder) => {
    const link = folder === null ? null : await connectToOwner(context, folder);
    if (link === null) return null;
    try {
      return { answer: await link.call(name, input) };
    } finally {
      link.leave();
    }
  });
  if (asked !== null) return asked.answer;
  const engine = await openEngine(context, { executes: false, recovers: false });
  try {
    return await engine.connect({ send: () => {} }).call(name, input);
  } finally {
    await engine.stop();
  }
}
