/** Where the windows were and what they showed, for the next start: also on screens that are gone by then. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { windowLayoutSchema } from '../../src-shared/window';
import { writeWhole } from './whole-file';

const boundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
/** A box on the screens in their pixels. */
export type Bounds = z.infer<typeof boundsSchema>;

const windowPlaceSchema = z.object({
  bounds: boundsSchema,
  isMaximized: z.boolean(),
  layout: windowLayoutSchema.nullable(),
});
/** One window as it was left. */
export type WindowPlace = z.infer<typeof windowPlaceSchema>;

/** More windows than anybody has are not opened again. */
const mostWindows = 12;

/** The windows of the last session; none when there was none or nothing can be made of the file. */
export function readPlaces(file: string): WindowPlace[] {
  try {
    const kept = z.array(windowPlaceSchema).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return kept.success ? kept.data.slice(0, mostWindows) : [];
  } catch {
    return [];
  }
}

/** Keeps them. */
export function writePlaces(file: string, places: readonly WindowPlace[]): void {
  writeWhole(file, JSON.stringify(places.slice(0, mostWindows)));
}

/** Of a window so much must be on a screen that it can be taken hold of. */
const graspable = { width: 120, height: 40 };

/**
 * The bounds of a window on the screens that there are: as they were where its title bar can be reached; else of the
 * same size, or what the first screen has, in its middle.
 * @param screens work areas, the main one first
 */
export function boundsOnScreens(bounds: Bounds, screens: readonly Bounds[]): Bounds {
  const [main] = screens;
  if (main === undefined || screens.some((screen) => isReachable(bounds, screen))) return bounds;
  const width = Math.min(bounds.width, main.width);
  const height = Math.min(bounds.height, main.height);
  return {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
    width,
    height,
  };
}

function isReachable(window: Bounds, screen: Bounds): boolean {
  const shownWidth =
    Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  const titleIsShown = window.y >= screen.y && window.y <= screen.y + screen.height - graspable.height;
  return shownWidth >= Math.min(graspable.width, window.width) && titleIsShown;
}

/** A new window beside the one that it was opened from. */
export function besides({ x, y, width, height }: Bounds): Bounds {
  return { x: x + 32, y: y + 32, width, height };
}
