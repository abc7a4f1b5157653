/** A picture of the window once it has something to show, for the README and for whoever builds without a display. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import type { FeedMessage } from '../../src-shared/contract';

/** Lines that make a picture worth taking before the run has ended. */
const enoughLines = 300;
/** Time for the page to pull and draw the lines that a message tells of. */
const drawMs = 700;

/** What the environment asks for; null when no picture is wanted. */
export interface ScreenshotOrder {
  readonly file: string;
  readonly theme: 'light' | 'dark' | 'system';
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Reads `RUNSHEET_SCREENSHOT`, `RUNSHEET_SCREENSHOT_THEME` and `RUNSHEET_SCREENSHOT_SIZE` (such as 1440x900). */
export function readScreenshotOrder(environment: NodeJS.ProcessEnv = process.env): ScreenshotOrder | null {
  const file = environment['RUNSHEET_SCREENSHOT'] ?? '';
  if (file === '') return null;
  const theme = environment['RUNSHEET_SCREENSHOT_THEME'];
  const size = /^(\d{3,5})x(\d{3,5})$/.exec(environment['RUNSHEET_SCREENSHOT_SIZE'] ?? '');
  return {
    file,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    size: size === null ? null : { width: Number(size[1]), height: Number(size[2]) },
  };
}

/** Whether a run is far enough along to be looked at. */
export function isWorthAPicture({ runCount, lines, totals }: FeedMessage): boolean {
  if (runCount === 0) return false;
  return lines >= enoughLines || (totals.total > 0 && totals.pending + totals.running === 0);
}

/** Takes the picture as PNG. */
export async function takePicture(window: BrowserWindow, file: string): Promise<void> {
  await delay(drawMs);
  const image = await window.webContents.capturePage();
  await writeFile(file, image.toPNG());
}
