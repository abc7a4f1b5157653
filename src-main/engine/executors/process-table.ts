/**
 * What the system knows about its processes. Read only when something has to be ended or found again, never while
 * jobs come and go. Zombies are not in it: they have ended, only their parent has not noticed.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { attemptVariable } from './command-process';

/** One process that lives. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** When it started, in the system's own form: with the pid it names one process for ever (until a reboot). */
  readonly start: string;
  /** Value of `RUNSHEET_ATTEMPT` in its environment, if it can be read. */
  readonly mark: string | null;
  /** Its environment is there: in the middle of `exec` it is not. */
  readonly hasEnvironment: boolean;
}

type StatFields = Omit<ProcessRow, 'pid' | 'mark' | 'hasEnvironment'>;

const readsAtOnce = 32;

let scan: Promise<readonly ProcessRow[]> | null = null;
let nextScan: Promise<readonly ProcessRow[]> | null = null;

/**
 * All processes as they are after this call; those that end meanwhile may be left out. Callers that come while a
 * scan is under way share the next one, so that ending a thousand jobs does not read the table a thousand times.
 */
export function listProcesses(): Promise<readonly ProcessRow[]> {
  if (scan === null) {
    scan = scanProcesses().finally(() => {
      scan = null;
    });
    return scan;
  }
  nextScan ??= scan
    .catch(() => [])
    .then(() => {
      nextScan = null;
      return listProcesses();
    });
  return nextScan;
}

function scanProcesses(): Promise<readonly ProcessRow[]> {
  if (process.platform === 'linux') return listLinux();
  return process.platform === 'win32' ? listWindows() : listPs();
}

/** Start of a process that lives, or null. Never waits for another program on Linux. */
export async function readStart(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    try {
      return parseStat(await readFile(`/proc/${pid}/stat`, 'latin1'))?.start ?? null;
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') {
    const command = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
    return (
      (await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command])).trim() || null
    );
  }
  const [state, ...start] = (await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)]))
    .trim()
    .split(/\s+/);
  return state === '' || state.startsWith('Z') ? null : start.join(' ');
}

/**
 * Fields of `/proc/<pid>/stat`; null for a zombie, unless only its first thread has ended. The name of a process may
 * hold spaces and brackets.
 */
export function parseStat(text: string): StatFields | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 20 || ('ZXx'.includes(fields[0]) && Number(fields[17]) <= 1)) return null;
  return {
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    start: fields[19],
  };
}

async function listLinux(): Promise<readonly ProcessRow[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const rows: ProcessRow[] = [];
  for (let from = 0; from < pids.length; from += readsAtOnce) {
    const found = await Promise.all(pids.slice(from, from + readsAtOnce).map(readLinux));
    for (const row of found) if (row !== null) rows.push(row);
  }
  return rows;
}

async function readLinux(pid: string): Promise<ProcessRow | null> {
  try {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, 'latin1'));
    if (stat === null) return null;
    // Another user's process is not ours to end, and its environment not ours to read.
    const environment = await readFile(`/proc/${pid}/environ`).catch(() => null);
    return linuxRow(Number(pid), stat, environment);
  } catch {
    return null;
  }
}

/** One process of Linux, at once; null when it does not live. */
export function readLinuxRow(pid: number): ProcessRow | null {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    if (stat === null) return null;
    let environment: Buffer | null = null;
    try {
      environment = readFileSync(`/proc/${pid}/environ`);
    } catch {
      // As above.
    }
    return linuxRow(pid, stat, environment);
  } catch {
    return null;
  }
}

function linuxRow(pid: number, stat: StatFields, environment: Buffer | null): ProcessRow {
  const mark = environment === null ? null : readMark(environment);
  return { pid, ...stat, mark, hasEnvironment: environment === null || environment.length > 0 };
}

function readMark(environment: Buffer): string | null {
  const name = `${attemptVariable}=`;
  let at = environment.indexOf(name);
  while (at > 0 && environment[at - 1] !== 0) at = environment.indexOf(name, at + 1);
  if (at === -1) return null;
  const end = environment.indexOf(0, at);
  return environment.toString('utf8', at + name.length, end === -1 ? undefined : end);
}

async function listPs(): Promise<readonly ProcessRow[]> {
  const [table, environments] = await Promise.all([
    run('ps', ['-axo', 'pid=,ppid=,pgid=,state=,lstart=']),
    run('ps', ['-axEww', '-o', 'pid=,command=']),
  ]);
  const marks = new Map<number, string>();
  for (const line of environments.split('\n')) {
    const match = new RegExp(`^\\s*(\\d+) .* ${attemptVariable}=(\\S+)`).exec(line);
    if (match !== null) marks.set(Number(match[1]), match[2]);
  }
  const rows: ProcessRow[] = [];
  for (const line of table.split('\n')) {
    const [pid, parent, group, state, ...start] = line.trim().split(/\s+/);
    if (start.length === 0 || state.startsWith('Z')) continue;
    const numbers = { pid: Number(pid), parent: Number(parent), group: Number(group), session: 0 };
    const mark = marks.get(numbers.pid) ?? null;
    rows.push({ ...numbers, start: start.join(' '), mark, hasEnvironment: true });
  }
  return rows;
}

/** Windows shows no other process's environment: a tree is known by its parents only. */
async function listWindows(): Promise<readonly ProcessRow[]> {
  const command =
    'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) ' +
    '$(if ($_.CreationDate) { $_.CreationDate.ToFileTimeUtc() })" }';
  const text = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
  return text.split(/\r?\n/).flatMap((line) => {
    const [pid, parent, start] = line.trim().split(' ');
    if (start === undefined) return [];
    const none = { group: 0, session: 0, mark: null, hasEnvironment: false };
    return [{ ...none, pid: Number(pid), parent: Number(parent), start }];
  });
}

/** What a program of the system prints; empty when it fails. */
export function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 64 * 1024 * 1024, windowsHide: true }, (_error, stdout) => {
      resolve(stdout);
    });
  });
}
