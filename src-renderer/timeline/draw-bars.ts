/** Draws the bars of the lanes: each outcome has its shape, so colour never stands alone. */
import type { BarOutcome, TimelineAttempt } from '../../src-shared/timeline';
import { barInset, xOf, yOf, type LaneLayout } from './lane-layout';
import { outcomeOrder } from './outcomes';
import type { Palette } from './palette';
import type { TimelinePicture } from './timeline-store';

/** What bars are drawn with. */
export interface BarPen {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly hatch: CanvasPattern | null;
}

/** A bar on the canvas. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels from which a bar has a border, a cross, a hatch. */
const borderedFrom = 4;
const crossedFrom = 10;
const hatchedFrom = 6;

/** The box of a time in a slot: a pixel stays free behind it, and it is never thinner than two. */
export function boxOf(layout: LaneLayout, at: { slot: number; start: number; end: number }): Box {
  const inset = barInset(layout.laneHeight);
  const x = xOf(layout, at.start);
  const width = Math.max(2, xOf(layout, at.end) - x - 1);
  return { x, width, y: yOf(layout, at.slot) + inset, height: layout.laneHeight - 2 * inset };
}

/** Draws all bars that are in view; what runs reaches `now`. */
export function drawBars(pen: BarPen, layout: LaneLayout, picture: TimelinePicture, now: number): void {
  const { bars } = picture.window;
  const boxes = new Map<BarOutcome, Box[]>(outcomeOrder.map((outcome) => [outcome, []]));
  for (let bar = 0; bar < bars.slot.length; bar++) {
    const outcome = outcomeOrder[bars.outcome[bar] ?? 0] ?? 'other';
    const start = bars.start[bar] ?? 0;
    const end = outcome === 'running' && bars.attempts[bar] === 1 ? now : (bars.end[bar] ?? 0);
    if (end < layout.span.from || start > layout.span.to) continue;
    boxes.get(outcome)?.push(boxOf(layout, { slot: bars.slot[bar] ?? 0, start, end }));
  }
  for (const [outcome, ofOne] of boxes) drawOutcome(pen, outcome, ofOne);
  drawNames(pen, layout, picture);
}

function drawOutcome({ context, palette, hatch }: BarPen, outcome: BarOutcome, boxes: readonly Box[]): void {
  if (boxes.length === 0) return;
  if (outcome === 'completed') {
    paint(context, boxes, { fill: palette.bar, line: palette.barLine });
  } else if (outcome === 'other') {
    paint(context, boxes, { fill: palette.other, line: palette.line2 });
  } else if (outcome === 'cancelled') {
    paint(context, boxes, { fill: palette.panel, line: palette.cancelled });
  } else if (outcome === 'retried') {
    const wide = boxes.filter(({ width }) => width >= hatchedFrom);
    context.globalAlpha = 0.7;
    const narrow = boxes.filter(({ width }) => width < hatchedFrom);
    paint(context, narrow, { fill: palette.failed, line: null });
    context.globalAlpha = 1;
    paint(context, wide, { fill: hatch ?? palette.panel, line: palette.failed });
  } else if (outcome === 'failed') {
    paint(context, boxes, { fill: palette.failed, line: null });
    context.strokeStyle = palette.panel;
    context.lineWidth = 1.75;
    context.lineCap = 'round';
    context.beginPath();
    for (const box of boxes) if (box.width >= crossedFrom) cross(context, box);
    context.stroke();
  } else for (const box of boxes) drawRunning(context, palette, box);
}

function paint(
  context: CanvasRenderingContext2D,
  boxes: readonly Box[],
  { fill, line }: { readonly fill: string | CanvasPattern; readonly line: string | null },
): void {
  const path = new Path2D();
  const lines = new Path2D();
  for (const { x, y, width, height } of boxes) {
    if (width < borderedFrom) path.rect(x, y, width, height);
    else {
      path.roundRect(x, y, width, height, 3);
      lines.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 2.5);
    }
  }
  context.fillStyle = fill;
  context.fill(path);
  if (line === null) return;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke(lines);
}

/** Bright where it began, open towards now. */
function drawRunning(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, y, width, height }: Box,
): void {
  const shade = context.createLinearGradient(x, 0, x + width, 0);
  shade.addColorStop(0, `color-mix(in srgb, ${palette.running} 75%, transparent)`);
  shade.addColorStop(1, `color-mix(in srgb, ${palette.running} 35%, transparent)`);
  context.fillStyle = shade;
  context.beginPath();
  context.roundRect(x, y, width, height, [3, 0, 0, 3]);
  context.fill();
  context.fillStyle = palette.running;
  context.fillRect(x, y, Math.min(width, 2.5), height);
}

function cross(context: CanvasRenderingContext2D, { x, y, width, height }: Box): void {
  const [middle, center] = [x + width / 2, y + height / 2];
  context.moveTo(middle - 3, center - 3);
  context.lineTo(middle + 3, center + 3);
  context.moveTo(middle + 3, center - 3);
  context.lineTo(middle - 3, center + 3);
}

function drawNames({ context, palette }: BarPen, layout: LaneLayout, { window }: TimelinePicture): void {
  const { bars } = window;
  context.font = `11px ${palette.face}`;
  context.fillStyle = palette.text;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { bar, name } of window.names) {
    const outcome = outcomeOrder[bars.outcome[bar] ?? 0];
    // Over a hatch or a solid fill a name could not be read.
    if (outcome === 'retried' || outcome === 'failed') continue;
    const box = boxOf(layout, {
      slot: bars.slot[bar] ?? 0,
      start: Math.max(bars.start[bar] ?? 0, layout.span.from),
      end: Math.min(bars.end[bar] ?? 0, layout.span.to),
    });
    if (box.width < context.measureText(name).width + 14) continue;
    context.fillText(name, box.x + 7, box.y + box.height / 2 + 0.5);
  }
}

/** Frames the attempts of the selected job and links them in their order. */
export function drawSelected(
  { context, palette }: BarPen,
  layout: LaneLayout,
  attempts: readonly TimelineAttempt[],
  now: number,
): void {
  const boxes = attempts.map(({ slot, start, end }) => boxOf(layout, { slot, start, end: end ?? now }));
  const curves = new Path2D();
  boxes.forEach((to, at) => {
    const from = boxes[at - 1];
    if (from === undefined) return;
    const [x1, y1] = [from.x + from.width + 2, from.y + from.height / 2];
    const [x2, y2] = [to.x - 2, to.y + to.height / 2];
    const middle = Math.max((x1 + x2) / 2, x1 + 6);
    curves.moveTo(x1, y1);
    curves.bezierCurveTo(middle, y1, Math.min((x1 + x2) / 2, x2 - 6), y2, x2, y2);
  });
  context.lineCap = 'butt';
  context.strokeStyle = palette.panel;
  context.lineWidth = 4;
  context.stroke(curves);
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.75;
  context.stroke(curves);
  for (const box of boxes) frame(context, box, palette.accent, 2);
}

/** A line around a bar. */
export function frame(context: CanvasRenderingContext2D, box: Box, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(box.x - 2, box.y - 2, box.width + 4, box.height + 4, 5);
  context.stroke();
}
