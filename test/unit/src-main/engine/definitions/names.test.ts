import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../../../src-main/engine/definitions/names';

describe('the nearest name', () => {
  it.each([
    ['timeot', 'timeout'],
    ['TimeOut', 'timeout'],
    ['tiemout', 'timeout'],
    ['rnu', undefined],
    ['onError', 'on_error'],
    ['on-error', 'on_error'],
    ['dependz', 'depends'],
    ['dep', undefined],
    ['banana', undefined],
    ['', undefined],
  ])('of %j is %j', (name, nearest) => {
    expect(nearestName(name, ['timeout', 'on_error', 'depends', 'run'])).toBe(nearest);
  });

  it('is none where there are no names', () => {
    expect(nearestName('x', [])).toBeUndefined();
  });
});
