/** Pauses the queue or a group, or lets it go on; either can be taken back. */
import { call } from '../engine/client';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';

/** Turns it: `group` null is the whole queue. */
export async function turnQueue(isPaused: boolean, group: string | null): Promise<void> {
  const navigation = useNavigationStore();
  const turn = (pauses: boolean) =>
    navigation.attempt(() => call(pauses ? 'queue.pause' : 'queue.resume', { group }));
  const done = await turn(!isPaused);
  if (done !== undefined) navigation.tellUndoable(doneText(!isPaused, group), () => turn(isPaused));
}

function doneText(isPaused: boolean, group: string | null): string {
  if (group === null) return isPaused ? texts.queue.pauseDone : texts.queue.resumeDone;
  return isPaused ? texts.queue.pauseGroupDone(group) : texts.queue.resumeGroupDone(group);
}
