/** Finds the files of `for_each = { glob = … }`. */
import { readdir, stat, type Dirent } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { glob } from 'tinyglobby';
import { sortNaturally } from './natural-order';

/** Longest work in one go. */
const turnMs = 5;

/** What to look for and where. */
export interface GlobRequest {
  readonly patterns: readonly string[];
  /** Absolute path of the folder that relative patterns start from. */
  readonly directory: string;
  /** Names that begin with a dot match too. */
  readonly hidden: boolean;
  /** Answer with absolute paths. */
  readonly absolute: boolean;
  readonly signal?: AbortSignal;
}

/** The files found, in natural order, and the folders that could not be read. */
export interface GlobAnswer {
  readonly items: readonly string[];
  readonly unreadable: readonly string[];
}

/**
 * Finds files and links to files; links to folders are not followed, so nothing is found twice and nothing goes in
 * circles. Paths are relative to the folder, with `/` on every platform; those of absolute patterns are absolute. A
 * path that would begin with `-` gets `./` in front, because a program would take it for an option.
 */
export async function globItems(request: GlobRequest): Promise<GlobAnswer> {
  const unreadable: string[] = [];
  const options = {
    cwd: request.directory,
    dot: request.hidden,
    expandDirectories: false,
    followSymbolicLinks: false,
    onlyFiles: true,
    fs: { readdir: readdirWithLinks(unreadable) as unknown as typeof readdir },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
  request.signal?.throwIfAborted();
  const excluded = request.patterns.filter(isExclusion).map((pattern) => pattern.slice(1));
  const wanted = request.patterns.filter((pattern) => !isExclusion(pattern));
  const found = new Set<string>();
  for (const [patterns, absolute] of [
    [wanted.filter((pattern) => !isAbsolute(pattern)), request.absolute],
    [wanted.filter((pattern) => isAbsolute(pattern)), true],
  ] as const) {
    if (patterns.length === 0) continue;
    for (const item of await glob([...patterns], { ...options, ignore: excluded, absolute })) {
      found.add(item.startsWith('-') ? `./${item}` : item);
    }
    request.signal?.throwIfAborted();
  }
  return { items: await sortNaturally([...found], request.signal), unreadable: unreadable.sort() };
}

function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!') && pattern[1] !== '(';
}

type ReaddirCallback = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

/** `fs.readdir` that shows a link to a file as a file, and remembers what it could not read. */
function readdirWithLinks(unreadable: string[]) {
  const deliver = inTurns();
  return (path: string, options: { readonly withFileTypes: true }, callback: ReaddirCallback): void => {
    readdir(path, options, (error, entries) => {
      if (error !== null) {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR')
          unreadable.push(path.replace(/(?<=.)\/$/, ''));
        deliver(() => callback(error, []));
      } else if (entries.some((entry) => entry.isSymbolicLink())) {
        void Promise.all(entries.map((entry) => resolveLink(path, entry))).then((resolved) =>
          deliver(() => callback(null, resolved)),
        );
      } else deliver(() => callback(null, entries));
    });
  };
}

/** Does one piece of work after the other, and lets the rest of the thread have its turn every few milliseconds. */
function inTurns(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  let next = 0;
  const turn = (): void => {
    const end = performance.now() + turnMs;
    while (next < waiting.length && performance.now() < end) {
      waiting[next]();
      next += 1;
    }
    if (next < waiting.length) setImmediate(turn);
    else waiting.length = next = 0;
  };
  return (work) => {
    if (waiting.push(work) === 1) setImmediate(turn);
  };
}

async function resolveLink(folder: string, entry: Dirent): Promise<Dirent> {
  if (!entry.isSymbolicLink()) return entry;
  const isFile = await new Promise<boolean>((done) => {
    stat(join(folder, entry.name), (error, target) => done(error === null && target.isFile()));
  });
  if (isFile) {
    Object.defineProperty(entry, 'isFile', { value: () => true });
    Object.defineProperty(entry, 'isSymbolicLink', { value: () => false });
  }
  return entry;
}
