/**
 * Tells that something in a folder may have changed. It follows the path, not the folder that is there now: one that
 * is moved away, comes later or is made anew is watched as soon as it is there.
 */
import { statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';

/** Changes of one moment are told together, this long after the last. */
const settleMs = 50;
/** A folder that cannot be watched is tried again after this time. */
const retryMs = 5000;

/** See the head of this file. */
export class FolderWatch {
  readonly #folder: string;
  readonly #changed: () => void;
  #watcher: FSWatcher | null = null;
  /** What is watched: the folder, or the nearest one above it that is there. */
  #watched: { readonly path: string; readonly identity: string } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(folder: string, changed: () => void) {
    this.#folder = folder;
    this.#changed = changed;
    this.#follow();
  }

  /** Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#watcher?.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #follow(): void {
    const nearest = nearestFolder(this.#folder);
    const same = this.#watched;
    if (this.#watcher !== null && same?.path === nearest.path && same.identity === nearest.identity) return;
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = nearest;
    try {
      const watcher = watch(nearest.path, { persistent: false }, () => {
        this.#later(settleMs);
      });
      watcher.on('error', () => {
        this.#lost(watcher);
      });
      this.#watcher = watcher;
    } catch {
      this.#later(retryMs);
      return;
    }
    // It may have changed, or gone, between the look and the watch.
    const now = nearestFolder(this.#folder);
    if (now.path !== nearest.path || now.identity !== nearest.identity) this.#later(settleMs);
  }

  #lost(watcher: FSWatcher): void {
    watcher.close();
    if (this.#watcher === watcher) this.#watcher = null;
    this.#later(retryMs);
  }

  #later(delayMs: number): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#follow();
      this.#changed();
    }, delayMs);
    this.#timer.unref();
  }
}

/** The folder, or the nearest one above it that is there, and what tells it from another one of the same path. */
function nearestFolder(folder: string): { path: string; identity: string } {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      const found = statSync(at, { bigint: true });
      if (found.isDirectory())
        return { path: at, identity: `${found.dev} ${found.ino} ${found.birthtimeNs}` };
    } catch {
      // Not there: perhaps the one above it is.
    }
    if (path.dirname(at) === at) return { path: at, identity: '' };
  }
}
