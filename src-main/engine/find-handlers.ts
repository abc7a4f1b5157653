/** Finds runs, steps and jobs by name, in slices, so that no name holds the engine up. */
import { setImmediate } from 'node:timers/promises';
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import { hasLettersOf } from '../../src-shared/letters';
import type { FoundNode } from '../../src-shared/window';
import type { EngineFace } from './engine-face';
import { formatId, parseId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';

/** Names looked at before others have their turn. */
const sliceNames = 2000;

/** The handler, for a client of an engine; its next question ends the one before. */
export function findHandlers(engine: EngineFace) {
  let latest = 0;
  return {
    'node.find': async (input: CommandInput<'node.find'>): Promise<CommandOutput<'node.find'>> => {
      const question = ++latest;
      const isOver = (): boolean => question !== latest;
      await engine.loop.quiet();
      const text = input.text.trim().toLowerCase();
      const runs = await collect(runsByName(engine), { text, limit: input.limit, isOver });
      const within = input.runId === null ? [] : nodesByName(engine, parseId(input.runId).run);
      const nodes = await collect(within, { text, limit: input.limit, isOver });
      return { runs, nodes };
    },
  };
}

/** What can be found, and how to tell it once it is. */
interface Candidate {
  readonly name: string;
  tell(): FoundNode;
}

/** The first that have the text as it stands, filled up with the first that have its letters. */
async function collect(
  candidates: Iterable<Candidate>,
  { text, limit, isOver }: { readonly text: string; readonly limit: number; readonly isOver: () => boolean },
): Promise<FoundNode[]> {
  const exact: Candidate[] = [];
  const loose: Candidate[] = [];
  let looked = 0;
  for (const candidate of candidates) {
    const name = candidate.name.toLowerCase();
    if (name.includes(text)) exact.push(candidate);
    else if (loose.length < limit && hasLettersOf(name, text)) loose.push(candidate);
    if (exact.length >= limit || isOver()) break;
    if (++looked % sliceNames === 0) await setImmediate();
  }
  return [...exact, ...loose].slice(0, limit).map((candidate) => candidate.tell());
}

function* runsByName(engine: EngineFace): Generator<Candidate> {
  const numbers = [...engine.runNumbers];
  for (const run of numbers.reverse()) {
    const tree = engine.active.runs.get(run)?.tree;
    const summary = tree === undefined ? engine.reader.summary(run) : null;
    const name = tree?.text(0).name ?? summary?.name;
    if (name === undefined) continue;
    yield {
      name,
      tell: () => ({
        id: formatId(run, 0),
        kind: 'run',
        name,
        status: tree?.table.status(0) ?? summary?.status ?? 'completed',
        createdAt: tree?.table.createdAt(0) ?? summary?.createdAt ?? 0,
        within: [],
      }),
    };
  }
}

function* nodesByName(engine: EngineFace, run: number): Generator<Candidate> {
  const tree = engine.reader.open(run)?.tree;
  for (let n = 1; tree !== undefined && n < tree.table.length; n++) {
    yield {
      name: tree.text(n).name,
      tell: () => ({
        id: formatId(run, n),
        kind: tree.table.kind(n),
        name: tree.text(n).name,
        status: tree.table.status(n),
        createdAt: tree.table.createdAt(n),
        within: ancestorsOf(tree, n).map((node) => formatId(run, node)),
      }),
    };
  }
}

/** Nodes that a node is below, the run first. */
function ancestorsOf({ table }: RunTree, n: number): number[] {
  const nodes: number[] = [];
  for (let at = n; at !== 0;) {
    at = table.parent(at);
    nodes.unshift(at);
  }
  return nodes;
}
