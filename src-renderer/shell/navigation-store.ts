/** Which page the window shows, and what went wrong last. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ErrorDetails } from '../../src-shared/errors';
import { toDetails } from '../engine/client';

/** The entries of the rail. */
export type Page = 'runs' | 'library' | 'dead' | 'schedule';

/** The page that is shown, and the notice above it. */
export const useNavigationStore = defineStore('navigation', () => {
  const page = shallowRef<Page>('runs');
  /** What a person should know: an error of a command, or what was left undone. */
  const notice = shallowRef<Pick<ErrorDetails, 'message' | 'hint'> | null>(null);

  function go(to: Page): void {
    page.value = to;
  }

  /** Says something above the page until it is dismissed. */
  function tell(message: string, hint: string | null = null): void {
    notice.value = { message, hint };
  }

  /** Does something a person asked for; an error becomes the notice and the answer undefined. */
  async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await work();
      notice.value = null;
      return value;
    } catch (error) {
      notice.value = toDetails(error);
      return undefined;
    }
  }

  function dismiss(): void {
    notice.value = null;
  }

  return { page, notice, go, tell, attempt, dismiss };
});
