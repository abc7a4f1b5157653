/** The sheet of all keys: whether it is open, and what it shows for a filter. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { showKey } from '../shell/keys';
import { commandTitles, groupTitles } from '../texts-commands';
import {
  commandGroups,
  commandNames,
  keysOf,
  specOf,
  type CommandGroup,
  type CommandName,
} from './command-table';

/** One line of the sheet. */
export interface KeyLine {
  readonly name: CommandName;
  readonly title: string;
  /** As their caps show them. */
  readonly caps: readonly string[];
}

/** The lines of a group that fit. */
export interface KeySection {
  readonly group: CommandGroup;
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

/** The sections for a filter; empty shows all. */
export function sectionsOf(filter: string): KeySection[] {
  const text = filter.trim().toLowerCase();
  return commandGroups
    .map((group) => ({
      group,
      title: groupTitles[group],
      lines: commandNames
        .filter((name) => specOf(name).group === group && keysOf(name).length > 0)
        .map((name) => ({ name, title: commandTitles[name], caps: keysOf(name).map(showKey) }))
        .filter(
          ({ title, caps }) =>
            text === '' ||
            title.toLowerCase().includes(text) ||
            caps.some(
              (cap) => cap.toLowerCase() === text || (text.length > 1 && cap.toLowerCase().includes(text)),
            ),
        ),
    }))
    .filter(({ lines }) => lines.length > 0);
}

/** See the head of this file. */
export const useKeySheet = defineStore('key-sheet', () => {
  const isOpen = shallowRef(false);
  const filter = shallowRef('');
  const sections = computed(() => sectionsOf(filter.value));

  function open(): void {
    filter.value = '';
    isOpen.value = true;
  }

  function close(): void {
    isOpen.value = false;
  }

  return { isOpen, filter, sections, open, close };
});
