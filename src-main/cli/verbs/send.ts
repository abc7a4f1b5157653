/** `runsheet send ID [TEXT]`: writes to the standard input of a running command. */
import { RunsheetError } from '../../../src-shared/errors';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import type { EngineLink } from '../link/engine-link';
import { connectToOwner } from '../link/find-engine';
import { withFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';

/** See the head of this file. */
export async function send(context: CliContext, given: Arguments): Promise<number> {
  const [id, text] = given.operands;
  const end = given.has('eof');
  await withFolder(context.dataFolder, async (folder) => {
    if (folder === null) throw nothingYet(id);
    folder.reader.find(id);
    const link = await connectToOwner(context, folder);
    if (link === null) {
      throw new RunsheetError('not-executing', 'Nothing executes this folder, so no command is running.', {
        hint: 'Open the window, or start "runsheet serve".',
      });
    }
    try {
      if (given.operands.length > 1) await link.call('job.send', { id, text: `${text}\n`, end });
      else await sendStdin(link, id, end);
    } finally {
      link.leave();
    }
  });
  if (context.json) await context.out.json({ id, closed: end });
  return exitCodes.completed;
}

/** Each piece is sent when the command has the one before, so a large input never piles up. */
async function sendStdin(link: EngineLink, id: string, end: boolean): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw new RunsheetError(
        'bad-input',
        'What came on stdin is not text in UTF-8; only text can be sent.',
        {
          cause: error,
        },
      );
    }
  };
  for await (const bytes of process.stdin) {
    const text = decode(bytes as Buffer);
    if (text !== '') await link.call('job.send', { id, text });
  }
  const rest = decode();
  await link.call('job.send', { id, text: rest, end });
}
