/** Draws the whole run at a glance: slots in use, failures as crosses, steps as a rule below. */
import type { TimelineOverview } from '../../src-shared/timeline';
import type { BarPen } from './draw-bars';
import { fitText } from './fit-text';

/** Heights within the strip: the columns' foot, the rule of the steps, their names. */
const foot = 60;
const columnsHigh = 40;
const ruleAt = 63;
const namesAt = 80;
const crossAt = 12;

/** Draws it `width` pixels wide; `xOf` says where a time is. */
export function drawOverview(
  { context, palette }: BarPen,
  overview: TimelineOverview,
  {
    width,
    xOf,
    now,
  }: { readonly width: number; readonly xOf: (time: number) => number; readonly now: number },
): void {
  const { from, to, busy, failed, slots } = overview;
  context.clearRect(0, 0, width, namesAt + 12);
  if (from === null) return;
  const partMs = (to - from) / Math.max(1, busy.length);
  context.fillStyle = palette.slots;
  busy.forEach((used, part) => {
    if (used <= 0) return;
    const x = xOf(from + part * partMs);
    const high = Math.max(1, (used / Math.max(1, slots)) * columnsHigh);
    context.fillRect(x + 0.3, foot - high, Math.max(0.5, xOf(from + (part + 1) * partMs) - x - 0.6), high);
  });
  context.strokeStyle = palette.failed;
  context.lineWidth = 1.75;
  context.lineCap = 'round';
  context.beginPath();
  let last = -Infinity;
  failed.forEach((count, part) => {
    const x = xOf(from + (part + 0.5) * partMs);
    // Crosses that would lie on each other are one.
    if (count === 0 || x - last < 5) return;
    last = x;
    context.moveTo(x - 3, crossAt - 3);
    context.lineTo(x + 3, crossAt + 3);
    context.moveTo(x + 3, crossAt - 3);
    context.lineTo(x - 3, crossAt + 3);
  });
  context.stroke();
  drawSteps({ context, palette }, overview, { xOf, now });
}

function drawSteps(
  { context, palette }: Pick<BarPen, 'context' | 'palette'>,
  { steps }: TimelineOverview,
  { xOf, now }: { readonly xOf: (time: number) => number; readonly now: number },
): void {
  context.font = `11px ${palette.face}`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const begun = steps
    .flatMap(({ name, status, start, end }) =>
      start === null ? [] : [{ name, status, start, end: end ?? now }],
    )
    .sort((a, b) => a.start - b.start);
  let free = -Infinity;
  begun.forEach(({ name, status, start, end }, at) => {
    const x = xOf(start);
    context.fillStyle = palette[status];
    context.beginPath();
    context.roundRect(x + 0.5, ruleAt, Math.max(2, xOf(end) - x - 1), 3, 1.5);
    context.fill();
    const next = begun[at + 1];
    const room = (next === undefined ? xOf(now) : xOf(next.start)) - x - 8;
    if (x < free || room < 18) return;
    context.fillStyle = palette.text2;
    context.fillText(fitText(context, name, room), x + 2, namesAt);
    free = x + room;
  });
}
