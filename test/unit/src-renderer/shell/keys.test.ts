import { describe, expect, it } from 'vitest';
import { keyOf, showKey } from '../../../../src-renderer/shell/keys';

function press(key: string, change: Partial<KeyboardEvent> & { isAltGraph?: boolean } = {}): string | null {
  const event = { key, code: '', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...change };
  return keyOf({ ...event, getModifierState: () => change.isAltGraph === true } as unknown as KeyboardEvent);
}

describe('what was pressed', () => {
  it('is written with its modifiers', () => {
    expect(press('k', { ctrlKey: true })).toBe('Ctrl K');
    expect(press('N', { ctrlKey: true, shiftKey: true })).toBe('Ctrl Shift N');
    expect(press('R', { shiftKey: true })).toBe('Shift R');
    expect(press('ArrowUp', { shiftKey: true })).toBe('Shift ArrowUp');
    expect(press(' ')).toBe('Space');
  });

  it('is the key, not the character, also with Caps Lock', () => {
    expect(press('r')).toBe('R');
    expect(press('R')).toBe('R');
  });

  it('is the character where that needs Shift or AltGr on some layouts', () => {
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('/', { shiftKey: true })).toBe('/');
    expect(press('/', { ctrlKey: true, altKey: true, isAltGraph: true })).toBe('/');
  });

  it('is found on layouts without Latin letters, and without digits', () => {
    expect(press('л', { code: 'KeyK', ctrlKey: true })).toBe('Ctrl K');
    expect(press('&', { code: 'Digit1', ctrlKey: true })).toBe('Ctrl 1');
    expect(press('z', { code: 'KeyY' })).toBe('Z');
  });

  it('is nothing while an input method composes, and for a modifier alone', () => {
    expect(press('a', { isComposing: true })).toBeNull();
    expect(press('Control', { ctrlKey: true })).toBeNull();
    expect(press('w', { altKey: true })).toBeNull();
    expect(press('w', { metaKey: true })).toBeNull();
  });

  it('is shown as its cap', () => {
    expect(showKey('Ctrl K')).toBe('Ctrl K');
    expect(showKey('Shift ArrowUp')).toBe('Shift ↑');
    expect(showKey('Escape')).toBe('Esc');
  });
});
