/** The application's menu has the commands of this window; what is chosen in it is done here. */
import { computed, onBeforeUnmount, watch } from 'vue';
import type { MenuEntry } from '../../src-shared/window';
import { commandNames, keysOf, specOf } from '../commands/command-table';
import { useCommandsStore } from '../commands/commands-store';
import { call, listen } from '../engine/client';

/** Tells the app of the entries whenever they change, and does what is chosen. */
export function useAppMenu(): void {
  const commands = useCommandsStore();
  const entries = computed<MenuEntry[]>(() =>
    commandNames.flatMap((name) => {
      const { menu } = specOf(name);
      if (menu === undefined) return [];
      const title = commands.titleOf(name);
      return [{ name, menu, title, key: keysOf(name)[0] ?? null, isAvailable: commands.isAvailable(name) }];
    }),
  );
  let told = '';

  watch(
    entries,
    (now) => {
      const text = JSON.stringify(now);
      if (text === told) return;
      told = text;
      // A menu that is late by a moment is no news for a person.
      void call('window.menu', { entries: now }).catch(() => undefined);
    },
    { immediate: true, flush: 'post' },
  );
  const stop = listen('command', ({ name }) => {
    const known = commandNames.find((one) => one === name);
    if (known !== undefined) commands.run(known);
  });
  onBeforeUnmount(stop);
}
