/** Choices that the app keeps for all windows: the theme, and what happens at closing. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CommandOutput } from '../../src-shared/contract';
import type { AppSettings } from '../../src-shared/window';
import { call, listen } from '../engine/client';
import { useNavigationStore } from '../shell/navigation-store';

/** See the head of this file. */
export const useAppSettingsStore = defineStore('app-settings', () => {
  const navigation = useNavigationStore();
  const settings = shallowRef<CommandOutput<'app.settings'> | null>(null);

  async function change(change: Partial<AppSettings> = {}): Promise<void> {
    const answer = await navigation.attempt(() => call('app.settings', change));
    if (answer !== undefined) settings.value = answer;
  }

  // Another window may have changed them.
  listen('settings', (next) => {
    if (settings.value !== null) settings.value = { ...settings.value, ...next };
  });

  return { settings, load: () => change(), change };
});
