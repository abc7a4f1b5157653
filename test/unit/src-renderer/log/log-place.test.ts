import { shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import { createLogPlace } from '../../../../src-renderer/log/log-place';

/** A place in a log of so many rows; ten rows fit. */
function placeIn(rows: number) {
  const count = shallowRef(rows);
  const place = createLogPlace(() => count.value);
  place.setHeight(200);
  place.begin('end', rows);
  /** Lines come, and then their text. */
  const grow = (by: number): void => {
    count.value += by;
    place.arrived(count.value);
  };
  return { place, grow, count };
}

describe('following', () => {
  it('stays at the end while lines come', () => {
    const { place, grow } = placeIn(100);
    expect(place.top.value).toBe(90);
    grow(5000);
    expect(place.top.value).toBe(5090);
    expect(place.newRows.value).toBe(0);
  });

  it('moves on only with the text, so that it never shows an empty row', () => {
    const { place, count } = placeIn(100);
    count.value = 500;
    expect(place.top.value).toBe(90);
    place.arrived(480);
    expect(place.top.value).toBe(470);
  });

  it('ends by scrolling up and then nothing moves', () => {
    const { place, grow } = placeIn(100);
    place.scrollTo(place.top.value - 3);
    expect(place.follow.value).toBe(false);
    grow(212);
    expect(place.top.value).toBe(87);
    expect(place.newRows.value).toBe(212);
  });

  it('does not end by scrolling down, by lines that come or by a box that changes its height', () => {
    const { place, grow } = placeIn(100);
    place.scrollTo(place.top.value + 3);
    grow(1);
    place.setHeight(100);
    place.setHeight(300);
    expect(place.follow.value).toBe(true);
    expect(place.top.value).toBe(86);
  });

  it('resumes at the end', () => {
    const { place, grow } = placeIn(100);
    place.jumpTo(0);
    grow(50);
    place.scrollTo(1_000_000);
    expect(place.follow.value).toBe(true);
    place.arrived(150);
    expect(place.top.value).toBe(140);
    expect(place.newRows.value).toBe(0);
  });

  it('begun from the middle waits for the text of the end', () => {
    const { place } = placeIn(1000);
    place.jumpTo(200);
    place.setFollow(true);
    expect(place.top.value).toBe(200);
    place.arrived(1000);
    expect(place.top.value).toBe(990);
  });
});

describe('a place', () => {
  it('is never outside of the log', () => {
    const { place } = placeIn(100);
    place.jumpTo(-20);
    expect(place.top.value).toBe(0);
    place.jumpTo(5000);
    expect(place.top.value).toBe(90);
  });

  it('of a short log is its start', () => {
    const { place } = placeIn(3);
    expect(place.top.value).toBe(0);
    place.scrollTo(-1);
    expect(place.top.value).toBe(0);
  });
});
