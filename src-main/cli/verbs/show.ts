/** `runsheet show ID`: one run, step or job with its attempts, its input and its environment. */
import type { Attempt, NodeDetails } from '../../../src-shared/model';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { detailsJson } from '../text/node-json';
import { numberText, statsText } from '../text/numbers';
import { tableLines } from '../text/table';
import { plainText, type Palette } from '../text/terminal';
import { localTime, tookText } from '../text/times';

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
  facts.push(['time', tookText(details, now)]);
  if (details.exitCode !== null) facts.push(['exit code', String(details.exitCode)]);
  facts.push(['lines', numberText(details.lines)], ['counts', statsText(details.stats)]);
  const lines = factLines(facts, palette);
  if (details.attempts.length > 0)
    lines.push('', palette.bold('Attempts'), ...attemptLines(details.attempts, palette));
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

function attemptLines(attempts: readonly Attempt[], palette: Palette): string[] {
  return tableLines(
    [
      { title: '#', align: 'right' },
      { title: 'STATUS' },
      { title: 'STARTED' },
      { title: 'TIME', align: 'right' },
      { title: 'EXIT', align: 'right' },
      { title: 'SIGNAL' },
      { title: 'WHY' },
    ],
    attempts.map((attempt) => [
      String(attempt.attempt),
      palette.status(attempt.status),
      localTime(attempt.startedAt),
      tookText(attempt, Date.now()),
      attempt.exitCode === null ? '-' : String(attempt.exitCode),
      attempt.signal ?? '-',
      plainText(attempt.error ?? attempt.reason ?? ''),
    ]),
  );
}
