/** The check of the counts that a message of the feed carries: in every one, total is the sum of the five. */
import type { FeedMessage } from './contract';
import type { Stats } from './model';

/** The part of a message that has counts. */
export type CountedMessage = Pick<FeedMessage, 'totals' | 'scope' | 'selected'> & {
  readonly tree: Pick<FeedMessage['tree'], 'rows'>;
};

/** Whether `total` is the sum of the five. */
export function countsAddUp(stats: Stats): boolean {
  const sum = stats.pending + stats.running + stats.completed + stats.failed + stats.cancelled;
  return stats.total === sum;
}

/** Names of all counts in a message whose total is not the sum of the five; empty when all is well. */
export function findCountViolations({ totals, scope, selected, tree }: CountedMessage): string[] {
  const found = tree.rows.filter((row) => !countsAddUp(row.stats)).map((row) => row.id);
  if (!countsAddUp(totals)) found.unshift('totals');
  if (scope !== null && !countsAddUp(scope.stats)) found.push(`scope ${scope.id}`);
  if (selected !== null && !countsAddUp(selected.stats)) found.push(`selected ${selected.id}`);
  return found;
}
