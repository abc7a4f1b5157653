/** Commands that work on every page. */
import { themes } from '../../src-shared/window-choices';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useInspectorStore } from '../inspector/inspector-store';
import { useFoldersStore } from '../library/folders-store';
import { usePaletteStore } from '../palette/palette-store';
import { turnQueue } from '../queue/turn-queue';
import { useAppSettingsStore } from '../settings/app-settings-store';
import { densities, density } from '../settings/preferences';
import { useNavigationStore } from '../shell/navigation-store';
import { focusPanel } from '../shell/panels';
import { texts } from '../texts';
import { settingsTexts } from '../texts-settings';
import { useTransfersStore } from '../transfer/transfers-store';
import { useKeySheet } from './key-sheet';
import { useCommands } from './use-commands';

/** Registers them; they are there as long as the window is. */
export function useWindowCommands(): void {
  const navigation = useNavigationStore();
  const transfers = useTransfersStore();
  const folders = useFoldersStore();
  const feed = useFeedStore();
  const app = useAppSettingsStore();
  const palette = usePaletteStore();
  const sheet = useKeySheet();
  const inspector = useInspectorStore();
  const isPaused = (): boolean => feed.message?.queue.paused === true;

  useCommands({
    'palette.open': palette.open,
    'keys.show': sheet.open,
    'go.runs': () => navigation.go('runs'),
    'go.library': () => navigation.go('library'),
    'go.schedule': () => navigation.go('schedule'),
    'go.dead': () => navigation.go('dead'),
    'go.history': () => navigation.go('history'),
    'go.settings': () => navigation.go('settings'),
    'window.new': () => navigation.attempt(() => call('window.open', {})),
    'window.close': () => {
      window.close();
    },
    'app.quit': () => navigation.attempt(() => call('app.quit', {})),
    'file.showData': () => navigation.attempt(() => call('app.showDataFolder', {})),
    'view.theme': async () => {
      if (app.settings === null) await app.load();
      const theme = nextOf(themes, app.settings?.theme ?? 'system');
      await app.change({ theme });
      navigation.tellDone(settingsTexts.themeDone(settingsTexts.themes[theme]));
    },
    'view.density': () => (density.value = nextOf(densities, density.value)),
    'edit.undo': {
      run: navigation.undoLast,
      isAvailable: () => navigation.notice?.undo !== undefined,
    },
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
      run: () => turnQueue(isPaused(), null),
      isAvailable: () => feed.message !== null,
      title: () => (isPaused() ? texts.queue.resume : texts.queue.pause),
    },
  });
}

/** The value after this one, around the end. */
function nextOf<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
