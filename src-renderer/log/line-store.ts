/** One line with its whole text, opened below the log. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { LogRow, NodeId } from '../../src-shared/model';
import { call, toDetails } from '../engine/client';

/** The line that is open, or why it is not. */
export const useLineStore = defineStore('line', () => {
  const line = shallowRef<LogRow | null>(null);
  const failure = shallowRef<string | null>(null);
  let latest = 0;

  /** Pulls the whole text of line `n` of a subtree. */
  async function open(scopeId: NodeId, n: number, whenGone: string): Promise<void> {
    const request = ++latest;
    try {
      const answer = await call('log.line', { scopeId, n });
      if (request !== latest) return;
      line.value = answer;
      failure.value = answer === null ? whenGone : null;
    } catch (error) {
      if (request === latest) failure.value = toDetails(error).message;
    }
  }

  function close(): void {
    latest++;
    line.value = null;
    failure.value = null;
  }

  return { line, failure, open, close };
});
