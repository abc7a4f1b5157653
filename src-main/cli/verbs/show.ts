/** `runsheet show ID`: one run, step or job with its attempts, its input and its environment. */
import { attemptTimes, attemptUse } from '../../../src-shared/attempt-totals';
import { describeExitCode } from '../../../src-shared/exit-code';
import { toldChildrenMax, type Attempt, type NodeDetails, type ResourceUse } from '../../../src-shared/model';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { detailsJson } from '../text/node-json';
import { countText, numberText, sizeText, statsText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText, type Palette } from '../text/terminal';
import { durationText, localTime, tookText } from '../text/times';

/** See the head of this file. */
export async function show(context: CliContext, given: Arguments): Promise<number> {
  const [id] = given.operands;
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null) throw nothingYet(id);
    const details = folder.reader.details(id);
    if (context.json) await context.out.json(detailsJson(details));
    else for (const line of detailLines(details, context.palette)) await context.out.line(line);
    return exitCodes.completed;
  });
}

function detailLines(details: NodeDetails, palette: Palette): string[] {
  const now = Date.now();
  const facts: [string, string][] = [
    ['id', details.id],
    ['kind', details.kind],
    ['type', plainText(details.type)],
    ['name', plainText(details.name)],
    ['status', palette.status(details.status)],
  ];
  if (details.reason !== null) facts.push(['reason', plainText(details.reason)]);
  if (details.error !== null) facts.push(['error', plainText(details.error)]);
  facts.push(['created', localTime(details.createdAt)], ['started', localTime(details.startedAt)]);
  facts.push(['ended', localTime(details.endedAt)]);
  facts.push(['time', timeText(details, now)]);
  const use = attemptUse(details.attempts);
  if (use !== null)
    facts.push(['used', `${durationText(use.cpuMs)} processor time, ${peakText(use)} memory`]);
  if (details.exitCode !== null) facts.push(['exit code', exitCodeText(details.exitCode)]);
  facts.push(['lines', numberText(details.lines)], ['counts', statsText(details.stats)]);
  const lines = factLines(facts, palette);
  if (details.attempts.length > 0)
    lines.push('', palette.bold('Attempts'), ...attemptLines(details.attempts, palette));
  if (details.children.length > 0) lines.push('', palette.bold('Children'), ...childLines(details, palette));
  const input = Object.entries(details.input)
    .filter(([, value]) => value !== null)
    .flatMap(inputFacts);
  if (input.length > 0) lines.push('', palette.bold('Input'), ...factLines(input.map(valueFact), palette));
  const env = Object.entries(details.env);
  if (env.length > 0) lines.push('', palette.bold('Environment'), ...factLines(env.map(valueFact), palette));
  return lines;
}

function factLines(facts: readonly (readonly [string, string])[], palette: Palette): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${palette.dim(name.padEnd(width))}  ${value}`);
}

/** The values of parameters stand on lines of their own, as `params.name`. */
function inputFacts([name, value]: readonly [string, unknown]): [string, unknown][] {
  if (name !== 'params' || typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).map(([key, inner]) => [`params.${key}`, inner]);
}

function valueFact([name, value]: readonly [string, unknown]): [string, string] {
  return [plainText(name), plainText(typeof value === 'string' ? value : JSON.stringify(value))];
}

/** The time, and with several attempts what of it they ran and what it waited for the next. */
function timeText(details: NodeDetails, now: number): string {
  const { attempts, status } = details;
  const hasEnded = status !== 'pending' && status !== 'running';
  const times = attempts.length > 1 ? attemptTimes(attempts, hasEnded, now) : null;
  if (times === null) return tookText(details, now);
  const parts = `${durationText(times.runningMs)} running, ${durationText(times.waitingMs)} waiting`;
  return `${durationText(times.totalMs)}: ${parts}`;
}

function exitCodeText(exitCode: number): string {
  const words = exitCode === 0 ? '' : describeExitCode(exitCode);
  return words === '' ? String(exitCode) : `${exitCode}: ${words}`;
}

function peakText({ peakBytes, isPeakBound }: ResourceUse): string {
  return `${isPeakBound ? 'at most ' : ''}${sizeText(peakBytes)}`;
}

function useCells(usage: ResourceUse | null): string[] {
  if (usage === null) return ['-', '-'];
  return [durationText(usage.cpuMs), `${usage.isPeakBound ? '≤ ' : ''}${sizeText(usage.peakBytes)}`];
}

/** The jobs that it has spawned, as many as are told. */
function childLines({ children, stats, id }: NodeDetails, palette: Palette): string[] {
  const lines = tableLines(
    [{ title: 'ID' }, { title: 'STATUS' }, { title: 'NAME' }],
    children.map((child) => [child.id, palette.status(child.status), plainText(child.name)]),
  );
  // Below it are its children and what these have spawned, and it is one of them itself.
  const isShort = children.length >= toldChildrenMax && stats.total - 1 > children.length;
  return isShort
    ? [...lines, `The first ${countText(children.length, 'job')}; runsheet jobs ${id} lists all.`]
    : lines;
}

function attemptLines(attempts: readonly Attempt[], palette: Palette): string[] {
  const isUseKnown = attempts.some((attempt) => attempt.usage !== null);
  return tableLines(
    [
      { title: '#', align: 'right' },
      { title: 'STATUS' },
      { title: 'STARTED' },
      { title: 'TIME', align: 'right' },
      { title: 'EXIT', align: 'right' },
      { title: 'SIGNAL' },
      ...(isUseKnown
        ? ([
            { title: 'CPU', align: 'right' },
            { title: 'MEMORY', align: 'right' },
          ] as const)
        : []),
      { title: 'WHY' },
    ],
    attempts.map((attempt) => [
      String(attempt.attempt),
      palette.status(attempt.status),
      localTime(attempt.startedAt),
      tookText(attempt, Date.now()),
      attempt.exitCode === null ? '-' : String(attempt.exitCode),
      attempt.signal ?? '-',
      ...(isUseKnown ? useCells(attempt.usage) : []),
      plainText(attempt.error ?? attempt.reason ?? ''),
    ]),
  );
}
