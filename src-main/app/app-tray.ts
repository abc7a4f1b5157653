/** The icon beside the clock: how many jobs there are, and what can be done without a window. */
import { Menu, Tray } from 'electron';
import type { FeedMessage } from '../../src-shared/contract';
import { appTexts } from './app-texts';
import { trayImage } from './tray-icon';

/** What its menu does. */
export interface TrayActions {
  readonly open: () => void;
  readonly turnQueue: (isPaused: boolean) => void;
  readonly quit: () => void;
}

/** See the head of this file. */
export class AppTray {
  readonly #actions: TrayActions;
  #tray: Tray | null = null;
  #isPaused = false;
  #tooltip = '';

  constructor(actions: TrayActions) {
    this.#actions = actions;
  }

  /** Shows it; idempotent. */
  show(): void {
    if (this.#tray !== null) return;
    this.#tray = new Tray(trayImage());
    this.#tray.on('click', this.#actions.open);
    this.#tray.setToolTip(this.#tooltip === '' ? appTexts.name : this.#tooltip);
    this.#setMenu();
  }

  hide(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  /** Tells how things stand. */
  tell({ totals, queue }: Pick<FeedMessage, 'totals' | 'queue'>): void {
    const counts = appTexts.tray.tooltip(totals);
    const tooltip = queue.paused ? appTexts.tray.paused(counts) : counts;
    if (tooltip === this.#tooltip) return;
    this.#tooltip = tooltip;
    this.#tray?.setToolTip(tooltip);
    if (queue.paused === this.#isPaused) return;
    this.#isPaused = queue.paused;
    this.#setMenu();
  }

  /** The menu as it stands, for tests: a tray cannot be clicked by one. */
  get menu(): Menu {
    return Menu.buildFromTemplate([
      { label: appTexts.tray.open, click: this.#actions.open },
      {
        label: this.#isPaused ? appTexts.tray.resume : appTexts.tray.pause,
        click: () => {
          this.#actions.turnQueue(this.#isPaused);
        },
      },
      { type: 'separator' },
      { label: appTexts.tray.quit, click: this.#actions.quit },
    ]);
  }

  #setMenu(): void {
    this.#tray?.setContextMenu(this.menu);
  }
}
