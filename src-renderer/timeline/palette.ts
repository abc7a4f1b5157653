/** Colours of the tokens for a canvas, which knows no custom properties. */

const tokens = {
  panel: '--panel',
  line: '--line',
  line2: '--line2',
  text: '--text',
  text2: '--text2',
  text3: '--text3',
  accent: '--accent',
  running: '--running',
  completed: '--completed',
  failed: '--failed',
  cancelled: '--cancelled',
  pending: '--pending',
  bar: '--bar',
  barLine: '--bar-line',
  other: '--minimap-debug',
  slots: '--minimap',
  face: '--ui',
} as const;

/** The colour of each, as CSS text; `face` is the family of the letters. */
export type Palette = Readonly<Record<keyof typeof tokens, string>>;

/** The tokens as they are for an element now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const entries = Object.entries(tokens).map(([name, token]) => [name, style.getPropertyValue(token).trim()]);
  return Object.fromEntries(entries) as Palette;
}

/** Stripes of what failed and was tried again; null where a canvas cannot make any. */
export function hatchOf(
  context: CanvasRenderingContext2D,
  palette: Palette,
  ratio: number,
): CanvasPattern | null {
  const size = Math.max(5, Math.round(5 * ratio));
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.fillStyle = palette.panel;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 0.6;
  pen.fillStyle = palette.failed;
  pen.fillRect(0, 0, size * 0.4, size);
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().rotate(45).scale(1 / ratio));
  return pattern;
}
