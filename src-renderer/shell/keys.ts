/** Names of keys as the system's users know them, and the name of what was pressed. */

const isMac = 'navigator' in globalThis && navigator.userAgent.includes('Mac');

/** Keys whose caps show something else than their name. */
const caps: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
};
const macCaps: Readonly<Record<string, string>> = { ...caps, Enter: '↵', Shift: '⇧', Ctrl: '⌘', Alt: '⌥' };

/** `Ctrl G` as its cap shows it; on macOS `⌘G`. */
export function showKey(key: string): string {
  const parts = key.split(' ');
  return isMac
    ? parts.map((part) => macCaps[part] ?? part).join('')
    : parts.map((part) => caps[part] ?? part).join(' ');
}

/** `Ctrl G`, on macOS `⌘G`. */
export function controlKey(key: string): string {
  return showKey(`Ctrl ${key}`);
}

/**
 * The key that was pressed as the table of commands writes it (`Ctrl K`, `Shift R`, `?`); null for a modifier alone,
 * a dead key, and while an input method composes.
 */
export function keyOf(event: KeyboardEvent): string | null {
  if (event.isComposing || ['Control', 'Shift', 'Alt', 'Meta', 'Dead', 'AltGraph'].includes(event.key)) {
    return null;
  }
  const [control, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // What AltGr types is a character, not a key that is held.
  const isAltGraph = event.getModifierState('AltGraph');
  if (other || (event.altKey && !isAltGraph)) return null;
  const key = plainKey(event, control);
  // The character tells that Shift was held; of letters and named keys the name has to.
  const isShifted = event.shiftKey && (key.length > 1 || /^\p{L}$/u.test(key));
  return `${control && !isAltGraph ? 'Ctrl ' : ''}${isShifted || (control && event.shiftKey) ? 'Shift ' : ''}${key}`;
}

/** Where a layout has no Latin letters, or no digits without Shift, the place of the key says what is meant. */
function plainKey({ key, code }: KeyboardEvent, control: boolean): string {
  if (key === ' ') return 'Space';
  if (key.length > 1) return key;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (control && digit !== undefined) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && !/^[a-z]$/i.test(key) && /^\p{L}$/u.test(key)) return letter;
  return key.toUpperCase();
}

/** Whether Ctrl (⌘ on macOS) and nothing else is held. */
export function hasControl(event: KeyboardEvent): boolean {
  const [wanted, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return wanted && !other && !event.altKey && !event.shiftKey;
}

/** Whether the key goes into a field where a person types. */
export function isTyping({ target }: Pick<KeyboardEvent, 'target'>): boolean {
  return (
    (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio') ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

const floating = '[role=menu], [role=dialog], [role=alertdialog]';

/** Whether the key was pressed in a menu, a dialog or a popover, or is the one that closes what is open. */
export function isFloating({ target, key }: Pick<KeyboardEvent, 'target' | 'key'>): boolean {
  // A click on its text takes the focus out of a popover; Esc still closes it, and nothing else.
  if (key === 'Escape' && document.querySelector(floating) !== null) return true;
  return target instanceof Element && target.closest(floating) !== null;
}
