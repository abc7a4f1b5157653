/** Numbers as people read them: exact, with their thousands apart. */
import type { Stats } from '../../../src-shared/model';

/** A whole number such as "4,812,377". */
export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

/** A number with its noun: "1 job", "2,000 jobs". */
export function countText(value: number, noun: string): string {
  return `${numberText(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A size as people say it: "812 kB", "10 GB". */
export function sizeText(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number((bytes / Number(unit)).toFixed(1))} ${name}`;
}

/** The counts that are not zero: "120 jobs: 118 completed, 2 failed". */
export function statsText(stats: Stats): string {
  const parts = (['pending', 'running', 'completed', 'failed', 'cancelled'] as const)
    .filter((status) => stats[status] > 0)
    .map((status) => `${numberText(stats[status])} ${status}`);
  const jobs = countText(stats.total, 'job');
  return parts.length === 0 ? jobs : `${jobs}: ${parts.join(', ')}`;
}
