/**
 * `runsheet compare ID [RUN]`: a run, or a part of it, beside another run of its definition: numbers, steps, and how
 * many jobs became what; with `--kind` these jobs.
 */
import { comparedKinds, type ComparedKind } from '../../../src-shared/compared-kinds';
import type { ComparedJob, ComparedSide, Comparison } from '../../../src-shared/comparison';
import { RunsheetError } from '../../../src-shared/errors';
import { linesOf } from '../../../src-shared/level-counts';
import { Comparisons } from '../../engine/comparisons';
import { RunHistory } from '../../engine/run-history';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { withFolder, type OpenFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { statsJson } from '../text/node-json';
import { countText, numberText } from '../text/numbers';
import { tableLines, type Column } from '../text/table';
import { plainText } from '../text/terminal';
import { durationText, elapsedMs, isoTime, tookText } from '../text/times';

/** Jobs that are asked for at once. */
const pageJobs = 1000;

/** How the kinds are called, as in the window. */
const kindNames: Readonly<Record<ComparedKind, string>> = {
  failing: 'newly failed',
  'failing-again': 'failed again',
  repaired: 'repaired',
  otherwise: 'ended otherwise',
  added: 'only in this run',
  gone: 'only in the other run',
  slower: 'slower',
  faster: 'faster',
  alike: 'alike',
  open: 'not ended yet',
};

/** Beside a later run what is new here is not new. */
const laterNames: typeof kindNames = {
  ...kindNames,
  failing: 'failed only in this run',
  repaired: 'failed only in the other run',
};

const right = (title: string): Column => ({ title, align: 'right' });

/** See the head of this file. */
export async function compare(context: CliContext, given: Arguments): Promise<number> {
  const [id, other = null] = given.operands;
  const kind = given.choice('kind', comparedKinds);
  const limit = given.wholeNumber('limit', { min: 0 }) ?? Infinity;
  if (kind === null && limit !== Infinity) {
    throw new RunsheetError('bad-input', '--limit is for the jobs of a kind: --kind is missing.');
  }
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null) throw nothingYet(id);
    const comparisons = comparisonsOf(folder);
    const { comparison, candidates } = await comparisons.show({ scopeId: id, withId: other });
    if (comparison === null) {
      const { name } = folder.reader.find(id).tree.text(0);
      throw new RunsheetError(
        'not-found',
        `No run of ${plainText(name)} before ${id.split('.')[0]} has ended.`,
        candidates.length === 0 ? {} : { hint: 'Name a run that came later: runsheet compare ID RUN.' },
      );
    }
    if (kind === null) await printComparison(context, comparison);
    else if (comparison.counts[kind] === 0 && !context.json)
      await context.out.line('There are no such jobs.');
    else await printJobs(context, jobsOf(comparisons, { id, withId: comparison.with.id, kind, limit }));
    return exitCodes.completed;
  });
}

function comparisonsOf({ reader }: OpenFolder): Comparisons {
  // What a folder that is read holds is durable.
  const quiet = () => Promise.resolve();
  const numbers = reader.runs();
  const history = new RunHistory({
    runNumbers: () => numbers,
    summary: (run) => reader.summary(run),
    record: (run) => reader.record(run),
    quiet,
  });
  return new Comparisons({ reader, history, quiet });
}

async function* jobsOf(
  comparisons: Comparisons,
  asked: {
    readonly id: string;
    readonly withId: string;
    readonly kind: ComparedKind;
    readonly limit: number;
  },
): AsyncGenerator<readonly ComparedJob[]> {
  const { id, withId, kind, limit } = asked;
  for (let from = 0, total = 1; from < Math.min(total, limit);) {
    const count = Math.min(pageJobs, limit - from);
    const page = await comparisons.jobs({ scopeId: id, withId, kind, from, count });
    total = page.total;
    if (page.rows.length === 0) return;
    yield page.rows;
    from += page.rows.length;
  }
}

async function printJobs({ out, json, palette }: CliContext, pages: AsyncIterable<readonly ComparedJob[]>) {
  const now = Date.now();
  let isFirst = true;
  const side = (one: ComparedJob['here']): string[] =>
    one === null ? ['-', ''] : [palette.status(one.status), tookText(one, now)];
  const columns = [
    { title: 'ID' },
    { title: 'JOB' },
    { title: 'STEP' },
    { title: 'THIS RUN' },
    right(''),
    { title: 'OTHER RUN' },
    right(''),
  ];
  for await (const rows of pages) {
    if (out.isClosed) return;
    if (json) {
      await out.write(rows.map((job) => `${JSON.stringify(jobJson(job))}\n`).join(''));
      continue;
    }
    const lines = tableLines(
      columns,
      rows.map((job) => [
        (job.here ?? job.there)?.id ?? '',
        plainText(job.name),
        plainText(job.step),
        ...side(job.here),
        ...side(job.there),
      ]),
    );
    for (const line of isFirst ? lines : lines.slice(1)) await out.line(line);
    isFirst = false;
  }
}

async function printComparison({ out, json, palette }: CliContext, comparison: Comparison): Promise<void> {
  if (json) {
    await out.json(comparisonJson(comparison));
    return;
  }
  const { scope, steps, lines, counts } = comparison;
  const { here, there } = scope;
  if (here === null) throw new Error('What was asked for is in the run.');
  const now = Date.now();
  const took = (side: ComparedSide | null): string => (side === null ? '-' : tookText(side, now));
  const numbers = (name: string, a: number, b: number | undefined): string[] => [
    name,
    numberText(a),
    b === undefined ? '-' : numberText(b),
    b === undefined ? '' : differenceText(a - b, numberText),
  ];
  await out.line(
    palette.bold(
      `${here.id} ${plainText(scope.name)}: ${here.status}, beside ${comparison.with.id}: ${comparison.with.status}`,
    ),
  );
  const columns = [{ title: '' }, right('THIS RUN'), right('OTHER RUN'), right('DIFFERENCE')];
  const totals = tableLines(columns, [
    ['time', took(here), took(there), timeDifference(here, there)],
    ...(['total', 'completed', 'failed', 'cancelled'] as const).map((of) =>
      numbers(of === 'total' ? 'jobs' : of, here.stats[of], there?.stats[of]),
    ),
    numbers('lines', linesOf(lines.here), lines.there === null ? undefined : linesOf(lines.there)),
    numbers('warnings', lines.here.warn, lines.there?.warn),
    numbers('errors', lines.here.error, lines.there?.error),
  ]);
  const stepColumns = [{ title: 'STEP' }, ...columns.slice(1), right('FAILED'), right('OTHER RUN')];
  const stepLines = tableLines(
    stepColumns,
    steps.map((step) => [
      plainText(step.name),
      took(step.here),
      took(step.there),
      timeDifference(step.here, step.there),
      step.here === null ? '-' : numberText(step.here.stats.failed),
      step.there === null ? '-' : numberText(step.there.stats.failed),
    ]),
  );
  const kinds = comparedKinds
    .filter((kind) => counts[kind] > 0)
    .map(
      (kind) =>
        `${countText(counts[kind], 'job')} ${(comparison.isLater ? laterNames : kindNames)[kind]} (${kind})`,
    );
  for (const line of [...totals, ...(steps.length === 0 ? [] : ['', ...stepLines]), '', ...kinds]) {
    await out.line(line);
  }
}

/** Of what has ended in both. */
function timeDifference(here: ComparedSide | null, there: ComparedSide | null): string {
  if (here?.endedAt == null || there?.endedAt == null) return '';
  return differenceText(elapsedMs(here, here.endedAt) - elapsedMs(there, there.endedAt), durationText);
}

function differenceText(difference: number, text: (value: number) => string): string {
  const size = text(Math.abs(difference));
  if (size === text(0)) return size;
  return difference > 0 ? `+${size}` : `-${size}`;
}

function comparisonJson({ with: other, scope, lines, steps, counts }: Comparison) {
  const pair = ({ name, here, there }: Comparison['scope']) => ({
    name,
    here: here === null ? null : sideJson(here),
    there: there === null ? null : sideJson(there),
  });
  return { withId: other.id, ...pair(scope), lines, steps: steps.map(pair), counts };
}

function jobJson({ name, item, step, here, there }: ComparedJob) {
  return {
    name,
    item,
    step,
    here: here === null ? null : timesJson(here),
    there: there === null ? null : timesJson(there),
  };
}

function sideJson(side: ComparedSide) {
  return { ...timesJson(side), stats: statsJson(side.stats) };
}

function timesJson({ id, status, startedAt, endedAt }: Omit<ComparedSide, 'stats'>) {
  return { id, status, startedAt: isoTime(startedAt), endedAt: isoTime(endedAt) };
}
