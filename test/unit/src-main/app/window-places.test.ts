import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundsOnScreens, readPlaces, writePlaces } from '../../../../src-main/app/window-places';

const main = { x: 0, y: 24, width: 1440, height: 876 };
const right = { x: 1440, y: 0, width: 1920, height: 1080 };
const bounds = { x: 1600, y: 100, width: 1200, height: 800 };

describe('where a window comes up again', () => {
  it('is where it was, on whichever screen', () => {
    expect(boundsOnScreens(bounds, [main, right])).toEqual(bounds);
    expect(boundsOnScreens({ ...bounds, x: -1100 }, [main, right]).x).not.toBe(-1100);
    expect(boundsOnScreens({ ...bounds, x: -900 }, [main])).toEqual({ ...bounds, x: -900 });
  });

  it('is in the middle of the main screen when its own is gone', () => {
    expect(boundsOnScreens(bounds, [main])).toEqual({ x: 120, y: 62, width: 1200, height: 800 });
  });

  it('is on the screen with its title bar, and not larger than the screen', () => {
    const above = { x: 100, y: -500, width: 3000, height: 2000 };
    expect(boundsOnScreens(above, [main])).toEqual(main);
    expect(boundsOnScreens({ ...bounds, x: 0, y: 890 }, [main]).y).toBeLessThan(100);
  });

  it('is kept in a file, and a file that is none costs only the place', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'runsheet-places-'));
    try {
      const file = path.join(folder, 'windows.json');
      expect(readPlaces(file)).toEqual([]);
      const place = {
        bounds,
        isMaximized: true,
        layout: { page: 'runs', scopeId: 'r1', selectedId: null, leftWidth: 400 },
      };
      writePlaces(file, [place]);
      expect(readPlaces(file)).toEqual([place]);
      await writeFile(file, '[{"bounds":');
      expect(readPlaces(file)).toEqual([]);
      await writeFile(file, '[{"bounds":{"x":"left"}}]');
      expect(readPlaces(file)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
