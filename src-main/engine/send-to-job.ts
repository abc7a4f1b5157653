/** Writes to the stdin of a running command, or says in one sentence why that cannot be. */
import { RunsheetError } from '../../src-shared/errors';
import type { SendProblem } from './executors/send-problem';
import type { FolderReader } from './folder-reader';

/** What sending needs of the engine. */
interface Sending {
  readonly reader: Pick<FolderReader, 'find'>;
  readonly loop: { quiet(): Promise<void> };
  sendTo(run: number, node: number, text: string, end: boolean): Promise<SendProblem | null>;
}

/** Resolves when the process has the text; throws `bad-input` or `not-found`. */
export async function sendToJob(
  engine: Sending,
  input: { readonly id: string; readonly text: string; readonly end?: boolean | undefined },
): Promise<void> {
  const { id, text, end = false } = input;
  await engine.loop.quiet();
  const { tree, node } = engine.reader.find(id);
  const { table } = tree;
  if (!table.isJob(node)) {
    throw new RunsheetError(
      'bad-input',
      `${id} is a ${table.kind(node)}: only a job can be sent something.`,
      {
        hint: `"runsheet jobs ${id}" lists its jobs.`,
      },
    );
  }
  const status = table.status(node);
  if (status !== 'running') {
    throw new RunsheetError('bad-input', `${id} is not running (${status}), so nothing can be sent to it.`, {
      hint: status === 'pending' ? 'Send again when it has started.' : undefined,
    });
  }
  const problem = await engine.sendTo(tree.run, node, text, end);
  if (problem !== null) throw refusal(id, problem);
}

function refusal(id: string, problem: SendProblem): RunsheetError {
  switch (problem) {
    case 'closed':
      return new RunsheetError('bad-input', `The standard input of ${id} is closed.`, {
        hint: 'Keep it open: stdin = { open = true } in its step, or "runsheet add --stdin -- CMD".',
      });
    case 'ended':
      return new RunsheetError(
        'bad-input',
        `${id} does not read its standard input any more: it was closed.`,
      );
    case 'full':
      return new RunsheetError('bad-input', `${id} has not read what was sent to it before.`, {
        hint: 'Send the rest when it has read on.',
      });
  }
}
