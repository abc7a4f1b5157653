/** Copies the selected rows, also those that are not on the screen. */
import type { LogRow, NodeId } from '../../src-shared/model';
import { describeInput } from '../details/describe-input';
import { call } from '../engine/client';
import { texts } from '../texts';
import { linkTo } from './line-link';
import { useLogNote } from './log-note';
import { useLogStore } from './log-store';
import { addressOf } from './log-view';
import { useRowSelection } from './row-selection';

/** Puts the text of the selected rows on the clipboard and says how many they were. */
export async function copyRows(): Promise<void> {
  const log = useLogStore();
  const selection = useRowSelection();
  const note = useLogNote();
  const state = log.view?.state;
  const { from, to, count } = selection;
  if (state === undefined || count === 0) return;
  await note.attempt(async () => {
    const { text, rows } = await call('log.text', { ...addressOf(state), from, to });
    await navigator.clipboard.writeText(rows > 1 ? `${text}\n` : text);
    note.say(rows < count ? texts.reading.copiedPart(rows, count) : texts.reading.copied(rows));
  });
}

/** Puts a short text on the clipboard and says what it was. */
async function copyText(text: string, said: string): Promise<void> {
  const note = useLogNote();
  await note.attempt(async () => {
    await navigator.clipboard.writeText(text);
    note.say(said);
  });
}

/** Puts a reference to the line on the clipboard. */
export async function copyLinkTo(line: LogRow): Promise<void> {
  const link = linkTo(line);
  await copyText(link, texts.reading.copiedLink(link));
}

/** Puts the command of a job on the clipboard as one could type it. */
export async function copyCommandOf(jobId: NodeId): Promise<void> {
  const note = useLogNote();
  await note.attempt(async () => {
    const { input } = await call('node.show', { id: jobId });
    const command = describeInput(input).find(({ label }) => label === texts.details.command);
    if (command === undefined) note.say(texts.reading.noCommand, true);
    else await copyText(command.value, texts.reading.copiedCommand);
  });
}
