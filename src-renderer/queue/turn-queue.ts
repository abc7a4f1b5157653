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
  if (done === undefined || group !== null) return;
  navigation.tellUndoable(isPaused ? texts.queue.resumeDone : texts.queue.pauseDone, () => turn(isPaused));
}
