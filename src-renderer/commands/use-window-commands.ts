/** Commands that work on every page. */
import { useFeedStore } from '../feed/feed-store';
import { call } from '../engine/client';
import { useInspectorStore } from '../inspector/inspector-store';
import { useFoldersStore } from '../library/folders-store';
import { useNavigationStore } from '../shell/navigation-store';
import { focusPanel } from '../shell/panels';
import { texts } from '../texts';
import { useTransfersStore } from '../transfer/transfers-store';
import { useCommands } from './use-commands';

/** Registers them; they are there as long as the window is. */
export function useWindowCommands(): void {
  const navigation = useNavigationStore();
  const transfers = useTransfersStore();
  const folders = useFoldersStore();
  const feed = useFeedStore();
  const inspector = useInspectorStore();
  const isPaused = (): boolean => feed.message?.queue.paused === true;

  useCommands({
    'go.runs': () => navigation.go('runs'),
    'go.library': () => navigation.go('library'),
    'go.schedule': () => navigation.go('schedule'),
    'go.dead': () => navigation.go('dead'),
    'panel.next': () => {
      focusPanel(1);
    },
    'panel.previous': () => {
      focusPanel(-1);
    },
    'help.feed': inspector.toggle,
    'file.open': transfers.choose,
    'file.openFolder': transfers.chooseFolder,
    'file.addFolder': folders.add,
    'queue.turn': {
      run: () => navigation.attempt(() => call(isPaused() ? 'queue.resume' : 'queue.pause', { group: null })),
      isAvailable: () => feed.message !== null,
      title: () => (isPaused() ? texts.queue.resume : texts.queue.pause),
    },
  });
}
