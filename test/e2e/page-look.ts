/**
 * What a person could see of the page, kept and compared inside the page: a look is hundreds of kilobytes of text, and
 * a test asks for two of them for each key.
 */
import type { Page } from '@playwright/test';

/** What is made in the page by {@link watchLooks}. */
interface Looks {
  /** Keeps how the page looks once nothing has moved for some frames; false: it does not come to rest. */
  keep(): Promise<boolean>;
  /** What has become of it: which command was done since, if any, and whether the page looks different and stays so. */
  compare(withinMs: number): Promise<Compared>;
}

/** See {@link Looks.compare}. */
export interface Compared {
  /** Null: no command was done. */
  readonly command: string | null;
  readonly isOther: boolean;
}

type PageOfLooks = typeof globalThis & { looks: Looks };

function install(): void {
  /** Of the shell; they say which command was done and not what it did. */
  const marks = ['data-command', 'data-commands-done'];
  let moves = 0;
  new MutationObserver((mutations) => {
    if (mutations.some(({ attributeName }) => !marks.includes(attributeName ?? ''))) moves++;
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  const shell = (): Element => document.querySelector('.shell') ?? document.body;
  const done = (): number => Number(shell().getAttribute('data-commands-done'));

  /** Focus and fields, which change without a change of an element. */
  const stateOf = (): string => {
    const fields = [...document.querySelectorAll('input, textarea, select')] as HTMLInputElement[];
    return [
      [...document.querySelectorAll('*')].indexOf(document.activeElement ?? document.body),
      ...fields.map(({ value, checked, selectionStart }) => `${value} ${checked} ${selectionStart}`),
    ].join('\n');
  };
  const textOf = (): string =>
    document.body.innerHTML.replace(/ data-command="[^"]*"/, '').replace(/ data-commands-done="[^"]*"/, '');
  /** A number for the pixels of all canvases. */
  const paintOf = (): string =>
    [...document.querySelectorAll('canvas')]
      .map((canvas) => {
        const context = canvas.getContext('2d');
        if (context === null || canvas.width === 0 || canvas.height === 0) return 'none';
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0;
        for (const pixel of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + pixel) | 0;
        return `${canvas.width} ${canvas.height} ${sum}`;
      })
      .join('\n');
  const lookOf = (paint = paintOf()): string => [textOf(), stateOf(), paint].join('\n');

  /** The look once nothing has moved for twice so many frames; null: something has moved for two seconds. */
  async function calm(frames: number): Promise<string | null> {
    let [seen, state] = [moves, stateOf()];
    let paint: string | null = null;
    for (let same = 0, all = 0; all < 120; all++) {
      await frame();
      const now = stateOf();
      if (moves !== seen || now !== state) [seen, state, same, paint] = [moves, now, 0, null];
      else if (++same === frames) {
        // Pixels are read twice only: reading them costs more than a frame.
        const painted = paintOf();
        if (painted === paint) return lookOf(painted);
        [same, paint] = [0, painted];
      }
    }
    return null;
  }

  let before: string | null = null;
  let doneBefore = 0;
  (globalThis as PageOfLooks).looks = {
    async keep() {
      before = await calm(2);
      doneBefore = done();
      return before !== null;
    },
    async compare(withinMs) {
      const end = performance.now() + withinMs;
      while (done() === doneBefore && performance.now() < end) await frame();
      if (done() === doneBefore) return { command: null, isOther: false };
      const command = shell().getAttribute('data-command');
      do {
        if (lookOf() !== before && (await calm(1)) !== before) return { command, isOther: true };
        await frame();
      } while (performance.now() < end);
      return { command, isOther: false };
    },
  };
}

/** Makes the page ready for {@link keepLook} and {@link compareLook}; once after it was loaded. */
export async function watchLooks(page: Page): Promise<void> {
  await page.evaluate(install);
}

/** Keeps how the page looks, once nothing moves; false: it moves all the time, and what a key does cannot be told. */
export async function keepLook(page: Page): Promise<boolean> {
  return page.evaluate(async () => (globalThis as PageOfLooks).looks.keep());
}

/** What was done since {@link keepLook}, and whether the page looks different within two seconds. */
export async function compareLook(page: Page): Promise<Compared> {
  return page.evaluate(async () => (globalThis as PageOfLooks).looks.compare(2000));
}
