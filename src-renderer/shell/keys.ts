/** Names of keys as the system's users know them. */

const isMac = navigator.userAgent.includes('Mac');

/** `Ctrl G`, on macOS `⌘G`. */
export function controlKey(key: string): string {
  return isMac ? `⌘${key}` : `Ctrl ${key}`;
}

/** Whether Ctrl (⌘ on macOS) and nothing else is held. */
export function hasControl(event: KeyboardEvent): boolean {
  const [wanted, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return wanted && !other && !event.altKey && !event.shiftKey;
}

/** Whether the key goes into a field where a person types. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
}

/** Whether the key was pressed in a menu, a dialog or a popover. */
export function isFloating({ target }: KeyboardEvent): boolean {
  return (
    target instanceof Element && target.closest('[role=menu], [role=dialog], [role=alertdialog]') !== null
  );
}
