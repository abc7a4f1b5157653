/** Which page the window shows, and what went wrong last. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ErrorDetails } from '../../src-shared/errors';
import { toDetails } from '../engine/client';
import { remembered } from '../settings/remembered';

/** The entries of the rail. */
export type Page = 'runs' | 'library' | 'dead' | 'schedule' | 'history' | 'settings';
const pages: Readonly<Record<Page, true>> = {
  runs: true,
  library: true,
  dead: true,
  schedule: true,
  history: true,
  settings: true,
};

/** A sentence above the page. */
interface Notice extends Pick<ErrorDetails, 'message' | 'hint'>, Partial<Pick<ErrorDetails, 'code'>> {
  /** It tells what was done, not what went wrong. */
  readonly isDone: boolean;
  /** Takes back what was done, where that can be. */
  readonly undo?: () => unknown;
}

/** A page that was kept; null when there is none of that name. */
export function readPage(kept: unknown): Page | null {
  return typeof kept === 'string' && kept in pages ? (kept as Page) : null;
}

/** The page that is shown, and the notice above it. */
export const useNavigationStore = defineStore('navigation', () => {
  const page = remembered('page', readPage, 'runs', 'window');
  /** What a person should know: an error of a command, or what was left undone. */
  const notice = shallowRef<Notice | null>(null);

  function go(to: Page): void {
    page.value = to;
  }

  /** Says something above the page until it is dismissed. */
  function tell(message: string, hint: string | null = null): void {
    notice.value = { message, hint, isDone: false };
  }

  /** Says what was done. */
  function tellDone(message: string): void {
    notice.value = { message, hint: null, isDone: true };
  }

  /**
   * Says what was done and can be taken back, as long as it is said. The answer ends that: for when taking it back
   * would undo something later.
   */
  function tellUndoable(message: string, undo: () => unknown): () => void {
    const told: Notice = { message, hint: null, isDone: true, undo };
    notice.value = told;
    return () => {
      if (notice.value === told) notice.value = null;
    };
  }

  /** Takes back what was done last. */
  function undoLast(): void {
    const undo = notice.value?.undo;
    notice.value = null;
    void undo?.();
  }

  /**
   * Does something a person asked for; an error becomes the notice and the answer undefined. What was said before is
   * over once it is done, what has been said meanwhile is not.
   */
  async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    const before = notice.value;
    try {
      const value = await work();
      if (notice.value === before) notice.value = null;
      return value;
    } catch (error) {
      notice.value = { ...toDetails(error), isDone: false };
      return undefined;
    }
  }

  function dismiss(): void {
    notice.value = null;
  }

  return { page, notice, go, tell, tellDone, tellUndoable, undoLast, attempt, dismiss };
});
