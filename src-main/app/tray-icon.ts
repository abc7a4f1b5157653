/** The icon beside the clock, drawn here so that it needs no file. */
import { nativeImage, type NativeImage } from 'electron';

/** The mark in a square of 20: a rounded box, and three bars in it. */
const box = { size: 20, radius: 5 };
const bars = [
  { x: 5, y: 5, width: 6 },
  { x: 7, y: 9, width: 7 },
  { x: 5, y: 13, width: 4 },
] as const;
/** Blue, green, red, alpha: as the system's bitmaps are. */
const accent = [0xcf, 0x4c, 0x4f, 0xff] as const;
const paper = [0xff, 0xff, 0xff, 0xff] as const;

/** The mark in one and two times the usual size. */
export function trayImage(): NativeImage {
  const image = nativeImage.createFromBitmap(draw(1), { width: box.size, height: box.size, scaleFactor: 1 });
  image.addRepresentation({ scaleFactor: 2, width: 40, height: 40, buffer: draw(2) });
  return image;
}

function draw(scale: number): Buffer {
  const size = box.size * scale;
  const pixels = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = { x: (x + 0.5) / scale, y: (y + 0.5) / scale };
      if (!isInBox(at)) continue;
      pixels.set(isInBar(at) ? paper : accent, (y * size + x) * 4);
    }
  }
  return pixels;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function isInBox({ x, y }: Point): boolean {
  const beyond = (value: number): number => Math.max(0, box.radius - value, value - (box.size - box.radius));
  return Math.hypot(beyond(x), beyond(y)) <= box.radius;
}

function isInBar({ x, y }: Point): boolean {
  return bars.some((bar) => x >= bar.x && x < bar.x + bar.width && y >= bar.y && y < bar.y + 2);
}
