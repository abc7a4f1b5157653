/** Who does the commands of the table right now, and whether they can be done. */
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import { commandTitles } from '../texts-commands';
import { commandNames, keysOf, specOf, type CommandContext, type CommandName } from './command-table';

/** How a part of the window does a command. */
export interface CommandAct {
  /** Does it; `key` is the one that was pressed, null when it was chosen in a list. */
  readonly run: (key: string | null) => unknown;
  /** Whether it can be done now. Default: always. */
  readonly isAvailable?: () => boolean;
  /** Whether lists offer it, where its key says why it cannot be done. Default: whenever it is available. */
  readonly isOffered?: () => boolean;
  /** Its title as things stand. Default: the title of `texts-commands.ts`. */
  readonly title?: () => string;
}

/** What a part of the window registers; a function alone is a command that can always be done. */
export type CommandActs = Readonly<Partial<Record<CommandName, CommandAct | CommandAct['run']>>>;

/** See the head of this file. */
export const useCommandsStore = defineStore('commands', () => {
  const acts = shallowReactive(new Map<CommandName, CommandAct>());
  /** The command that was done last; tests see by it that a key does what it says. */
  const last = shallowRef<CommandName | null>(null);
  /** How many were done. */
  const done = shallowRef(0);

  /** From now on these are done by this part, until the returned function is called. */
  function register(registered: CommandActs): () => void {
    const mine = Object.entries(registered).map(([name, act]) => {
      const whole: CommandAct = typeof act === 'function' ? { run: act } : act;
      acts.set(name as CommandName, whole);
      return [name as CommandName, whole] as const;
    });
    return () => {
      for (const [name, act] of mine) if (acts.get(name) === act) acts.delete(name);
    };
  }

  function isAvailable(name: CommandName): boolean {
    const act = acts.get(name);
    return act !== undefined && act.isAvailable?.() !== false;
  }

  /** Whether lists offer it now. */
  function isOffered(name: CommandName): boolean {
    return specOf(name).isListed !== false && isAvailable(name) && acts.get(name)?.isOffered?.() !== false;
  }

  function titleOf(name: CommandName): string {
    return acts.get(name)?.title?.() ?? commandTitles[name];
  }

  /** The command that a key means in the innermost of these contexts in which it means one that can be done. */
  function find(key: string, contexts: readonly CommandContext[], isTyping: boolean): CommandName | null {
    for (const context of contexts) {
      for (const name of commandNames) {
        const spec = specOf(name);
        if (spec.context !== context || (isTyping && spec.inFields !== true)) continue;
        if (keysOf(name).includes(key) && isAvailable(name)) return name;
      }
    }
    return null;
  }

  /** Does a command if it can be done. */
  function run(name: CommandName, key: string | null = null): void {
    if (!isAvailable(name)) return;
    last.value = name;
    done.value++;
    acts.get(name)?.run(key);
  }

  return { last, done, register, isAvailable, isOffered, titleOf, find, run };
});
