/** Draws the lanes of the timeline: axis, labels, bars, the selected job, now. */
import { timelineTexts } from '../texts-faces';
import { boxOf, drawBars, drawSelected, frame, type BarPen } from './draw-bars';
import { fitText } from './fit-text';
import { axisHeight, labelWidth, rightRoom, timeWidth, xOf, yOf, type LaneLayout } from './lane-layout';
import { ticksOf } from './ticks';
import type { TimelinePicture } from './timeline-store';

/** What is drawn. */
export interface LaneScene {
  readonly layout: LaneLayout;
  /** Null before the first answer. */
  readonly picture: TimelinePicture | null;
  /** Where what runs reaches. */
  readonly now: number;
  readonly isLive: boolean;
  /** Positions of bars; null for none. */
  readonly hovered: number | null;
  readonly focused: number | null;
}

/** Draws all of it onto a canvas whose unit is the CSS pixel. */
export function drawLanes(pen: BarPen, scene: LaneScene): void {
  const { context } = pen;
  const { layout, picture, now } = scene;
  context.clearRect(0, 0, layout.width, layout.height);
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, layout.width, layout.height - axisHeight);
  context.clip();
  drawRules(pen, layout);
  drawLabels(pen, layout, picture);
  context.beginPath();
  context.rect(labelWidth, axisHeight, layout.width - labelWidth - rightRoom / 2, layout.height - axisHeight);
  context.clip();
  if (picture !== null) {
    drawBars(pen, layout, picture, now);
    drawSelected(pen, layout, picture.window.selected, now);
    drawMarks(pen, scene, picture);
  }
  context.restore();
  drawAxis(pen, layout, scene.isLive ? now : null);
}

function drawRules({ context, palette }: BarPen, layout: LaneLayout): void {
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  const first = Math.floor(layout.top);
  for (let slot = first; slot <= layout.slots; slot++) {
    const y = Math.round(yOf(layout, slot + 1)) + 0.5;
    if (y > layout.height) break;
    context.moveTo(0, y);
    context.lineTo(layout.width, y);
  }
  const bottom = Math.min(layout.height, yOf(layout, layout.slots + 1));
  for (const { time } of ticksOf(layout.span, timeWidth(layout.width))) {
    const x = Math.round(xOf(layout, time)) + 0.5;
    context.moveTo(x, axisHeight);
    context.lineTo(x, bottom);
  }
  context.stroke();
}

function drawLabels({ context, palette }: BarPen, layout: LaneLayout, picture: TimelinePicture | null): void {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  for (let slot = Math.floor(layout.top) + 1; slot <= layout.slots; slot++) {
    const y = yOf(layout, slot) + layout.laneHeight / 2;
    if (y - layout.laneHeight > layout.height) break;
    const name = picture?.window.slotNames[slot - picture.firstSlot] ?? '';
    context.font = `500 12px ${palette.face}`;
    context.fillStyle = palette.text;
    context.fillText(timelineTexts.slot(slot), 14, y + (name === '' ? 4 : -3));
    context.font = `11px ${palette.face}`;
    context.fillStyle = palette.text2;
    context.fillText(fitText(context, name, labelWidth - 22), 14, y + 12);
  }
}

function drawMarks({ context, palette }: BarPen, scene: LaneScene, { window }: TimelinePicture): void {
  const { bars } = window;
  const box = (bar: number) => {
    const isOpen = bars.end[bar] === window.now && scene.isLive;
    const [slot = 0, start = 0, end = 0] = [bars.slot[bar], bars.start[bar], bars.end[bar]];
    return boxOf(scene.layout, { slot, start, end: isOpen ? scene.now : end });
  };
  const { hovered, focused } = scene;
  if (hovered !== null && hovered < bars.slot.length) frame(context, box(hovered), palette.text2, 1);
  if (focused !== null && focused < bars.slot.length) frame(context, box(focused), palette.accent, 2);
}

function drawAxis({ context, palette }: BarPen, layout: LaneLayout, now: number | null): void {
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, axisHeight + 0.5);
  context.lineTo(layout.width, axisHeight + 0.5);
  context.stroke();
  const nowAt = now === null ? null : xOf(layout, now);
  const half = 17;
  context.font = `11px ${palette.face}`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillStyle = palette.text3;
  for (const { time, label } of ticksOf(layout.span, timeWidth(layout.width))) {
    const x = xOf(layout, time);
    const room = context.measureText(label).width / 2;
    const hidesNow = nowAt !== null && Math.abs(x - nowAt) < room + half + 4;
    if (!hidesNow && x - room > labelWidth - 24 && x + room < layout.width) context.fillText(label, x, 19);
  }
  if (nowAt === null || nowAt < labelWidth || nowAt > layout.width - rightRoom / 2) return;
  const bottom = Math.min(layout.height, yOf(layout, layout.slots + 1));
  context.fillStyle = palette.running;
  context.fillRect(nowAt - 0.75, axisHeight - 6, 1.5, bottom - axisHeight + 6);
  context.beginPath();
  context.roundRect(nowAt - half, 7, half * 2, 16, 4);
  context.fill();
  context.font = `600 11px ${palette.face}`;
  context.fillStyle = palette.panel;
  context.fillText(timelineTexts.now, nowAt, 18.5);
}
