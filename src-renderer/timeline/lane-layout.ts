/** Where lanes and times lie on the canvas, in CSS pixels. */
import type { TimeSpan } from './time-span';

/** Width of the slots' labels, height of the axis, the least height of a lane, the room behind the lanes. */
export const labelWidth = 112;
export const axisHeight = 30;
const leastLane = 36;
const mostLane = 64;
export const rightRoom = 12;

/** The canvas, and what it shows. */
export interface LaneLayout {
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
  readonly slots: number;
  /** The first slot in view, from 0, with a fraction. */
  readonly top: number;
  readonly span: TimeSpan;
}

/** Height of a lane: they fill the canvas as far as that is good to look at. */
export function laneHeightOf(height: number, slots: number): number {
  const room = Math.max(0, height - axisHeight);
  return Math.min(mostLane, Math.max(leastLane, Math.floor(room / Math.max(1, slots))));
}

/** Pixels that times are spread over. */
export function timeWidth(width: number): number {
  return Math.max(1, width - labelWidth - rightRoom);
}

export function xOf(layout: LaneLayout, time: number): number {
  const { from, to } = layout.span;
  return labelWidth + ((time - from) / (to - from)) * timeWidth(layout.width);
}

export function timeAt(layout: LaneLayout, x: number): number {
  const { from, to } = layout.span;
  return from + ((x - labelWidth) / timeWidth(layout.width)) * (to - from);
}

/** Upper edge of a slot's lane; slots count from 1. */
export function yOf({ laneHeight, top }: LaneLayout, slot: number): number {
  return axisHeight + (slot - 1 - top) * laneHeight;
}

/** The slot at a height, or null where there is none. */
export function slotAt({ laneHeight, top, slots }: LaneLayout, y: number): number | null {
  if (y < axisHeight) return null;
  const slot = Math.floor((y - axisHeight) / laneHeight + top) + 1;
  return slot >= 1 && slot <= slots ? slot : null;
}

/** Pixels between a lane's edge and its bars. */
export function barInset(laneHeight: number): number {
  return Math.round(Math.max(5, laneHeight * 0.16));
}
