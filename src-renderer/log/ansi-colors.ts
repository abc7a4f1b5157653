/** Terminal colours as the window draws them: the sixteen by the theme's tokens, exact ones made readable. */
import type { AnsiColor, AnsiStyle } from './ansi';

/** Properties for a `style` binding. */
export type TextStyle = Readonly<Record<string, string>>;

const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
type Rgb = readonly [number, number, number];

/** Surfaces that text stands on, and the contrast it needs there. */
const surfaces = { light: [255, 255, 255] as Rgb, dark: [18, 20, 23] as Rgb };
const leastContrast = 4.6;
const remembered = new Map<string, string>();
const mostRemembered = 2000;

/** How a run is drawn; an empty object for plain text. */
export function drawStyle(style: AnsiStyle): TextStyle {
  const css: Record<string, string> = {};
  const [foreground, background] = style.inverse
    ? [style.background, style.foreground]
    : [style.foreground, style.background];
  if (background !== null) {
    const surface = exactOf(background);
    css['background'] = rgb(surface);
    css['color'] = rgb(foreground === null ? inkOn(surface) : readable(exactOf(foreground), surface));
  } else if (style.inverse) {
    css['background'] = 'var(--text)';
    css['color'] = 'var(--panel)';
  } else if (foreground !== null) {
    css['color'] = textColor(foreground);
  }
  if (style.dim && background === null && !style.inverse) {
    css['color'] =
      foreground === null ? 'var(--text3)' : `color-mix(in srgb, ${textColor(foreground)} 75%, var(--text3))`;
  }
  if (style.bold) css['font-weight'] = '700';
  if (style.italic) css['font-style'] = 'italic';
  const lines = [style.underline ? 'underline' : '', style.strike ? 'line-through' : ''].filter(Boolean);
  if (lines.length > 0) css['text-decoration'] = lines.join(' ');
  return css;
}

function tokenOf(index: number): string {
  return `var(--ansi-${index >= 8 ? 'bright-' : ''}${names[index % 8] ?? 'white'})`;
}

function textColor(color: AnsiColor): string {
  if ('index' in color) return tokenOf(color.index);
  const key = color.rgb.join(' ');
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const css = `light-dark(${rgb(readable(color.rgb, surfaces.light))}, ${rgb(readable(color.rgb, surfaces.dark))})`;
  remembered.set(key, css);
  return css;
}

/** The sixteen where they fill a background, or stand on one: the same in both themes. */
const exactColors: readonly Rgb[] = [
  [22, 25, 29],
  [198, 39, 24],
  [17, 125, 92],
  [201, 150, 26],
  [31, 98, 184],
  [168, 50, 111],
  [10, 110, 138],
  [211, 216, 222],
  [99, 108, 121],
  [244, 112, 91],
  [37, 214, 162],
  [243, 200, 119],
  [125, 178, 255],
  [240, 140, 187],
  [92, 195, 227],
  [255, 255, 255],
];

function exactOf(color: AnsiColor): Rgb {
  return 'index' in color ? (exactColors[color.index] ?? [255, 255, 255]) : color.rgb;
}

function inkOn(surface: Rgb): Rgb {
  return luminance(surface) > 0.18 ? [22, 25, 29] : [255, 255, 255];
}

function rgb(color: Rgb): string {
  return `rgb(${color.map(Math.round).join(' ')})`;
}

/** The colour, moved towards black or white in small steps until it can be read on the surface. */
export function readable(color: Rgb, surface: Rgb): Rgb {
  const end: Rgb = luminance(surface) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, end, share);
    if (contrast(mixed, surface) >= leastContrast) return mixed;
  }
  return end;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (from: number, to: number): number => from + (to - from) * share;
  return [part(one[0], other[0]), part(one[1], other[1]), part(one[2], other[2])];
}

/** Contrast of two colours as WCAG 2 measures it, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
