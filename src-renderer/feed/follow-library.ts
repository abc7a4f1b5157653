/** Loads something of the library or the schedule, and loads it again whenever the feed says that they have changed. */
import { watch } from 'vue';
import { useFeedStore } from './feed-store';

/** Calls `load` now, when the engine is another one, and after each change; one call at a time. */
export function followLibrary(load: () => Promise<void>): void {
  const feed = useFeedStore();
  let loading = false;
  let again = false;

  async function loadAgain(): Promise<void> {
    again = true;
    if (loading) return;
    loading = true;
    while (again) {
      again = false;
      await load();
    }
    loading = false;
  }

  watch(
    () => (feed.message === null ? null : `${feed.message.epoch} ${feed.message.library}`),
    (state) => {
      if (state !== null) void loadAgain();
    },
    { immediate: true },
  );
}
