/** The definitions the window knows: the samples that come with the app and those that were opened lately. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DefinitionPreview } from '../../src-shared/contract';

/** Endings of definition files. */
export const definitionEndings = ['toml', 'yaml', 'yml', 'json'];
const mostRecent = 12;

/** What {@link DefinitionFiles} needs. */
export interface DefinitionFilesParts {
  readonly samplesFolder: string;
  /** Where the list of recent files is kept. */
  readonly recentFile: string;
  readonly preview: (file: string) => Promise<DefinitionPreview>;
}

/** See the head of this file. */
export class DefinitionFiles {
  readonly #parts: DefinitionFilesParts;
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: DefinitionFilesParts) {
    this.#parts = parts;
  }

  /** The sample definitions, by file name. */
  async samples(): Promise<DefinitionPreview[]> {
    const names = await readdir(this.#parts.samplesFolder).catch(() => []);
    const files = names.filter(isDefinition).sort();
    return this.#previews(files.map((name) => path.join(this.#parts.samplesFolder, name)));
  }

  /** The definitions opened lately that are still there, latest first. */
  async recent(): Promise<DefinitionPreview[]> {
    await this.#saving;
    const files = await this.#read();
    const present = await Promise.all(files.map(isFile));
    return this.#previews(files.filter((_, index) => present[index]));
  }

  /** Puts a file first among the recent ones; a sample is always there and is not put. */
  remember(file: string): Promise<void> {
    const absolute = path.resolve(file);
    if (path.dirname(absolute) === path.resolve(this.#parts.samplesFolder)) return Promise.resolve();
    this.#saving = this.#saving.then(async () => {
      const others = (await this.#read()).filter((one) => one !== absolute);
      await mkdir(path.dirname(this.#parts.recentFile), { recursive: true });
      await writeFile(this.#parts.recentFile, JSON.stringify([absolute, ...others].slice(0, mostRecent)));
    });
    return this.#saving;
  }

  /** The sample of this file name. */
  sample(name: string): string {
    return path.join(this.#parts.samplesFolder, name);
  }

  async #read(): Promise<string[]> {
    const text = await readFile(this.#parts.recentFile, 'utf8').catch(() => '[]');
    try {
      const list: unknown = JSON.parse(text);
      return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
    } catch {
      return []; // half written when the machine went down: nothing but a convenience is lost
    }
  }

  #previews(files: readonly string[]): Promise<DefinitionPreview[]> {
    return Promise.all(files.map((file) => this.#parts.preview(file)));
  }
}

function isDefinition(name: string): boolean {
  return definitionEndings.includes(path.extname(name).slice(1));
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
