/** What the log has to say about the latest thing a person did in it; it goes by itself. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { toDetails } from '../engine/client';

const shownMs = 6000;

/** The note, or null. */
export const useLogNote = defineStore('log-note', () => {
  const note = shallowRef<{ readonly text: string; readonly isWrong: boolean } | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function say(text: string, isWrong = false): void {
    note.value = { text, isWrong };
    clearTimeout(timer);
    timer = setTimeout(clear, shownMs);
  }

  function clear(): void {
    clearTimeout(timer);
    note.value = null;
  }

  /** Does something a person asked for in the log; an error becomes the note. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      say(toDetails(error).message, true);
    }
  }

  return { note, say, clear, attempt };
});
