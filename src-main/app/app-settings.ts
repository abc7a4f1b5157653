/** Choices that the app itself needs, kept in a file of the window's folder. */
import { readFileSync } from 'node:fs';
import { appSettingsSchema, type AppSettings } from '../../src-shared/window';
import { writeWhole } from './whole-file';

const usual: AppSettings = { theme: 'system', close: 'ask' };

/** See the head of this file. */
export class AppSettingsFile {
  readonly #file: string;
  #settings: AppSettings;

  /** Read at once: the theme must be known before the first window. */
  constructor(file: string) {
    this.#file = file;
    this.#settings = read(file);
  }

  get settings(): AppSettings {
    return this.#settings;
  }

  /** Changes what is given. */
  change(change: Partial<AppSettings>): AppSettings {
    this.#settings = appSettingsSchema.parse({ ...this.#settings, ...change });
    writeWhole(this.#file, JSON.stringify(this.#settings));
    return this.#settings;
  }
}

function read(file: string): AppSettings {
  try {
    const kept = appSettingsSchema.partial().safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return { ...usual, ...(kept.success ? kept.data : {}) };
  } catch {
    return usual; // there is none yet, or it was written by something else
  }
}
