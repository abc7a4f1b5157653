/**
 * The runs that one start means: the definition itself, those that must have completed before it (`pre_jobs`), and
 * those that follow it (`post_jobs`). Definitions are named by id and looked for beside the file that names them,
 * then in the watched folders.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { RunsheetError } from '../../src-shared/errors';
import type { ParameterValues } from '../../src-shared/parameter';
import type { ActiveRun } from './active-run';
import type { ActiveRuns } from './active-runs';
import { loadForRun } from './definition-loading';
import { parseDefinitionFile } from './definitions/parse-definition';
import { formatId } from './jobs/ids';
import type { RunRecord } from './storage/run-records';

/** One run to be started; `after`: positions of the links that must have completed first. */
export interface ChainLink {
  readonly record: RunRecord;
  readonly after: readonly number[];
}

/** All runs of a start, those that are waited for first; `main` is the position of what was asked for. */
export interface Chain {
  readonly links: readonly ChainLink[];
  readonly main: number;
}

/** Starts all runs of a chain and answers with that of what was asked for; to be called within a tick. */
export function startChain(
  active: ActiveRuns,
  chain: Chain,
  by: Pick<RunRecord, 'startedBy'> = {},
): ActiveRun {
  const started: ActiveRun[] = [];
  for (const { record, after } of chain.links) {
    const waitsFor = after.map((link) => formatId(started[link].run, 0));
    const name = record.definition?.name ?? record.type;
    started.push(active.startRun({ ...record, ...by, after: waitsFor }, name));
  }
  return started[chain.main];
}

/** Loads a definition with what runs before and after it. Throws `bad-definition` with one sentence. */
export async function loadChain(
  file: string,
  options: Pick<LinkOptions, 'concurrency' | 'params' | 'watched'>,
): Promise<Chain> {
  const links: ChainLink[] = [];
  const main = await addLink(links, path.resolve(file), { ...options, trail: [], after: [] });
  return { links, main };
}

interface LinkOptions {
  readonly concurrency: number | null;
  readonly params: ParameterValues | undefined;
  /** Path of the definition with this id in the watched folders, or null. */
  readonly watched: (id: string) => Promise<string | null>;
  /** Ids from what was asked for down to here. */
  readonly trail: readonly string[];
  readonly after: readonly number[];
}

async function addLink(links: ChainLink[], file: string, options: LinkOptions): Promise<number> {
  const record = await loadForRun(file, options.concurrency, options.params);
  const { definition } = record;
  const id = record.type;
  if (options.trail.includes(id)) {
    throw new RunsheetError(
      'bad-definition',
      `pre_jobs and post_jobs go round in a circle: ${[...options.trail, id].join(', ')}.`,
    );
  }
  const trail = [...options.trail, id];
  // What runs before and after has parameters of its own; they must do with their defaults.
  const next = { concurrency: null, params: undefined, watched: options.watched, trail };
  let after = options.after;
  for (const before of definition?.preJobs ?? []) {
    const found = await findDefinition(file, before, { key: 'pre_jobs', watched: options.watched });
    after = [await addLink(links, found, { ...next, after })];
  }
  const own = links.push({ record, after }) - 1;
  let last = own;
  for (const follower of definition?.postJobs ?? []) {
    const found = await findDefinition(file, follower, { key: 'post_jobs', watched: options.watched });
    last = await addLink(links, found, { ...next, after: [last] });
  }
  return own;
}

/** The file with this id in the folder of the file that names it, or in a watched one. */
async function findDefinition(
  file: string,
  id: string,
  { key, watched }: { readonly key: string } & Pick<LinkOptions, 'watched'>,
): Promise<string> {
  const folder = path.dirname(file);
  const names = (await readdir(folder)).filter((name) => /\.(toml|ya?ml|json)$/i.test(name)).sort();
  // A file that is called like the id is the most likely one, and the cheapest to find.
  names.sort((a, b) => Number(path.parse(b).name === id) - Number(path.parse(a).name === id));
  for (const name of names) {
    const candidate = path.join(folder, name);
    const parsed = await parseDefinitionFile(candidate);
    if (parsed.ok && parsed.definition.id === id) return candidate;
  }
  const elsewhere = await watched(id);
  if (elsewhere !== null) return elsewhere;
  throw new RunsheetError(
    'bad-definition',
    `${path.basename(file)}: ${key} names "${id}", but no definition in its folder or in a watched one has that id.`,
    { hint: `Put the definition beside ${path.basename(file)}, or correct the id.` },
  );
}
