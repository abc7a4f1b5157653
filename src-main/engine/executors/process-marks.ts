/**
 * Finds processes again by the mark that every descendant of an attempt carries in its environment, and ends what
 * a dead engine left running. Also says who a process is: a pid alone is reused by the system.
 */
import { readFile } from 'node:fs/promises';
import { signalProcess } from './process-signals';
import { listProcesses, readStart, run, type ProcessRow } from './process-table';
import { TreeEnder } from './tree-ender';

/** One process, for ever: its pid, its start, and the boot it belongs to. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Null where the system does not tell. */
  readonly start: string | null;
  readonly bootId?: string | null;
}

/** When a process started, in the system's own form; null when it does not live or the system does not tell. */
export async function processStart(pid: number): Promise<string | null> {
  return readStart(pid);
}

/** Whether this very process lives, and not another one that got its pid later. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const { pid, start, bootId: boot = null } = identity;
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  const thisBoot = boot === null ? null : await bootId();
  if (boot !== null && thisBoot !== null && boot !== thisBoot) return false;
  const found = await readStart(pid);
  if (start !== null && found !== null) return start === found;
  // Nothing to compare: a process that exists is taken for the one that is meant, which is the careful answer.
  return found !== null || (process.platform === 'win32' && signalProcess(pid, 0));
}

let knownBootId: Promise<string | null> | null = null;

/** Something that is another after each start of the machine; null when the system does not tell. */
export function bootId(): Promise<string | null> {
  knownBootId ??= readBootId();
  return knownBootId;
}

/**
 * Processes with this mark, without this process and its ancestors. A prefix that ends with "/" stands for all marks
 * below it (those of a folder, of a job).
 */
export async function findMarked(prefix: string): Promise<readonly ProcessRow[]> {
  const rows = await listProcesses();
  const own = lineage(rows, process.pid);
  const isMarked = isMeant(prefix);
  return rows.filter((row) => row.mark !== null && isMarked(row.mark) && !own.has(row.pid));
}

/**
 * Ends all processes that {@link findMarked} finds: SIGTERM, after the grace time SIGKILL, until none is left. Returns
 * the pids of those that did not go, such as those of another user.
 */
export function endMarked(prefix: string, options: { readonly graceMs: number }): Promise<readonly number[]> {
  return endTree({ leader: null, isMarked: isMeant(prefix) }, options.graceMs);
}

/**
 * Ends a process group by its leader, whose start the caller has compared: SIGTERM, after the grace time SIGKILL, until
 * none is left. Returns the pids of those that did not go.
 */
export function endGroup(leader: number, options: { readonly graceMs: number }): Promise<readonly number[]> {
  return endTree({ leader, isMarked: null }, options.graceMs);
}

/** Ends a tree whose leader is nobody's to wait for: it is a member of its group like the others. */
async function endTree(
  tree: { readonly leader: number | null; readonly isMarked: ((mark: string) => boolean) | null },
  graceMs: number,
): Promise<readonly number[]> {
  let left: readonly number[] = [];
  const ender: TreeEnder = new TreeEnder({
    ...tree,
    graceMs,
    leaderGone: () => true,
    onCannotEnd: (pids) => {
      left = pids;
      ender.abandon();
    },
    spared: lineage(await listProcesses(), process.pid),
  });
  await ender.run();
  return left;
}

/** A prefix that ends with "/" stands for all marks below it, any other one for itself: attempt 1 is not attempt 10. */
function isMeant(prefix: string): (mark: string) => boolean {
  return (mark) => (prefix.endsWith('/') ? mark.startsWith(prefix) : mark === prefix);
}

/** A process and all its ancestors. */
function lineage(rows: readonly ProcessRow[], pid: number): ReadonlySet<number> {
  const parents = new Map(rows.map((row) => [row.pid, row.parent]));
  const found = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && at > 0 && !found.has(at); at = parents.get(at)) {
    found.add(at);
  }
  return found;
}

async function readBootId(): Promise<string | null> {
  try {
    if (process.platform === 'linux')
      return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return null;
  }
  if (process.platform === 'win32') {
    const command = '(Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToFileTimeUtc()';
    return (
      (await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command])).trim() || null
    );
  }
  return (await run('sysctl', ['-n', 'kern.bootsessionuuid'])).trim() || null;
}
