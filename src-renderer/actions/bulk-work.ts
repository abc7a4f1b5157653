/** Actions on all jobs that match, to their end; what is removed from the dead letter can be put back while it is said. */
import type { BulkState, JobFilter } from '../../src-shared/contract';
import { call } from '../engine/client';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';

/** Waits until an action has ended, also when a person has stopped it. Throws what else ended it too early. */
export async function finishBulk(begun: BulkState): Promise<BulkState> {
  let state = begun;
  while (!state.ended) state = await call('bulk.wait', { bulkId: state.bulkId, done: state.done });
  if (state.error !== null && state.error !== 'stopped') throw new Error(state.error);
  return state;
}

/** Takes what matches off the dead letter shelf, and offers to put it back. Throws like {@link finishBulk}. */
export async function clearDead(filter: JobFilter): Promise<void> {
  const navigation = useNavigationStore();
  const { bulkId, changed } = await finishBulk(await call('bulk.start', { action: 'clear', filter }));
  if (changed === 0) return;
  navigation.tellUndoable(texts.dead.removed(changed), () =>
    navigation.attempt(async () => finishBulk(await call('bulk.undo', { bulkId }))),
  );
}
