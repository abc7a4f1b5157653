/** `runsheet retention`: which ended runs are kept, and what was removed lately. */
import { RunsheetError } from '../../../src-shared/errors';
import type { Retention, RetentionPreview, RetentionState } from '../../../src-shared/transfer';
import { usualRetention } from '../../engine/storage/retention-records';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { askYes, canAsk } from '../ask';
import { changeFolder } from '../link/change-folder';
import { withFolder } from '../link/open-folder';
import { countText, sizeText } from '../text/numbers';
import { localTime } from '../text/times';

const units: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** See the head of this file. */
export async function retention(context: CliContext, given: Arguments): Promise<number> {
  const change = changeOf(given);
  const changes = Object.keys(change).length > 0;
  if (!changes && (given.has('dry-run') || given.has('yes'))) {
    throw new RunsheetError('bad-input', '--dry-run and --yes need a change, such as --days 30.');
  }
  if (!changes && (await withFolder(context.dataFolder, (folder) => folder === null))) {
    return tell(context, { rule: usualRetention, runs: 0, bytes: 0, removals: [] });
  }
  if (changes && (given.has('dry-run') || (!given.has('yes') && canAsk(context)))) {
    const removes = await changeFolder(context, { recovers: false, repeats: true }, ({ call }) =>
      call('retention.preview', change),
    );
    if (given.has('dry-run')) return tellPreview(context, removes);
    if (removes.runs > 0 && !(await askYes(`Remove ${amount(removes)}?`))) {
      await context.err.line('Nothing was changed.');
      return exitCodes.cancelled;
    }
  }
  const state = await changeFolder(context, { recovers: changes, repeats: true }, ({ call }) =>
    changes ? call('retention.change', change) : call('retention.show', {}),
  );
  return tell(context, state);
}

function changeOf(given: Arguments): { -readonly [Key in keyof Retention]?: Retention[Key] } {
  const days = given.text('days');
  const size = given.text('size');
  const runs = given.wholeNumber('runs', { min: 0, max: 100_000 });
  return {
    ...(days === null ? {} : { days: days === 'none' ? null : wholeDays(days) }),
    ...(size === null ? {} : { bytes: size === 'none' ? null : bytesOf(size) }),
    ...(runs === null ? {} : { runs }),
  };
}

function wholeDays(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 36_500) return days;
  throw new RunsheetError(
    'bad-input',
    `--days must be a whole number from 1 to 36,500, or "none", not "${text}".`,
  );
}

function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s?([KMGT]B)$/i.exec(text);
  const bytes = match === null ? 0 : Math.round(Number(match[1]) * units[match[2].toUpperCase()]);
  if (bytes >= 1e6 && bytes <= Number.MAX_SAFE_INTEGER) return bytes;
  throw new RunsheetError(
    'bad-input',
    `--size must be a size from 1MB on, such as 10GB, or "none", not "${text}".`,
  );
}

async function tellPreview(context: CliContext, removes: RetentionPreview): Promise<number> {
  if (context.json) await context.out.json(removes);
  else {
    await context.out.line(
      removes.runs === 0 ? 'This would remove nothing.' : `This would remove ${amount(removes)}.`,
    );
  }
  return exitCodes.completed;
}

function amount({ runs, jobs, lines, bytes }: RetentionPreview): string {
  const counts = [countText(runs, 'run'), countText(jobs, 'job'), countText(lines, 'line')];
  return `${counts.join(', ')}, ${sizeText(bytes)}`;
}

async function tell(context: CliContext, state: RetentionState): Promise<number> {
  if (context.json) await context.out.json(state);
  else for (const line of stateLines(state)) await context.out.line(line);
  return exitCodes.completed;
}

function stateLines({ rule, runs, bytes, removals }: RetentionState): string[] {
  const limits = [
    ...(rule.days === null ? [] : [`for ${countText(rule.days, 'day')}`]),
    ...(rule.bytes === null ? [] : [`up to ${sizeText(rule.bytes)} of logs`]),
  ];
  const always = rule.runs === 0 ? '' : ` The last ${countText(rule.runs, 'run')} of each definition always.`;
  return [
    limits.length === 0
      ? 'Ended runs are kept without a limit.'
      : `Ended runs are kept ${limits.join(', ')}.${always}`,
    `There are ${countText(runs, 'run')} with ${sizeText(bytes)} of logs.`,
    ...removals.map(
      (removal) =>
        `${localTime(removal.at)}  removed ${countText(removal.runs, 'run')}, ` +
        `${countText(removal.lines, 'line')}, ${sizeText(removal.bytes)}: ${removal.reason}`,
    ),
  ];
}
