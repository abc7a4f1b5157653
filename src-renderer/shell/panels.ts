/**
 * The panels of the window for the keyboard: elements with `data-panel`, in the order of the page. The focus goes to
 * what is marked with `data-panel-focus` in a panel, else to the first element that takes it.
 */
const focusable =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Moves the focus to the next panel, or the one before; past the last comes the first. */
export function focusPanel(direction: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')].filter(
    (panel) => panel.checkVisibility() && targetOf(panel) !== null,
  );
  if (panels.length === 0) return;
  const { activeElement } = document;
  // A panel may lie in another one: the innermost is where one is.
  const at = panels.findLastIndex((panel) => panel.contains(activeElement));
  const next = at === -1 && direction === -1 ? panels.length - 1 : at + direction;
  const panel = panels[(next + panels.length) % panels.length];
  if (panel !== undefined) targetOf(panel)?.focus();
}

function targetOf(panel: HTMLElement): HTMLElement | null {
  if (panel.matches('[data-panel-focus]')) return panel;
  // What lies in a panel of its own belongs to that one.
  const own = (selector: string): HTMLElement | undefined =>
    [...panel.querySelectorAll<HTMLElement>(selector)].find(
      (element) => element.closest('[data-panel]') === panel && element.checkVisibility(),
    );
  return own('[data-panel-focus]') ?? own(focusable) ?? null;
}
