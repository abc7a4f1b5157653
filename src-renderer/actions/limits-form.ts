/** Limits and priority of a run as text in fields, and what of it is a change. */
import type { CommandInput } from '../../src-shared/contract';
import type { NodeDetails, RunLimits } from '../../src-shared/model';
import { readWhole } from '../format/numbers';

/** The fields. An empty limit of a step is as much as the run may. */
export interface LimitsForm {
  readonly concurrency: string;
  readonly priority: string;
  readonly steps: readonly { readonly name: string; readonly limit: string }[];
}

/** What a person wants changed. */
export type LimitsChange = Omit<CommandInput<'run.change'>, 'id'>;

const mostJobs = 10_000;
const highestPriority = 1_000_000;

/** The fields as they stand now; null when the engine does not tell. */
export function formOf({ input }: Pick<NodeDetails, 'input'>): LimitsForm | null {
  if (input['limits'] === undefined) return null;
  const { concurrency, priority, steps } = input['limits'] as RunLimits;
  return {
    concurrency: String(concurrency),
    priority: String(priority),
    steps: steps.map(({ name, limit }) => ({ name, limit: limit === null ? '' : String(limit) })),
  };
}

/** Whether the text can stand as a number of jobs at once. */
export function isCount(text: string): boolean {
  return typeof readWhole(text, 1, mostJobs) === 'number';
}

/** Whether the text can stand as a priority. */
export function isPriority(text: string): boolean {
  return typeof readWhole(text, -highestPriority, highestPriority) === 'number';
}

/** Only what differs; null while a field cannot stand. */
export function changeOf(before: LimitsForm, now: LimitsForm): LimitsChange | null {
  if (!isCount(now.concurrency) || !isPriority(now.priority)) return null;
  if (now.steps.some(({ limit }) => limit.trim() !== '' && !isCount(limit))) return null;
  const number = (text: string): number => Number(readWhole(text, -highestPriority, highestPriority));
  const steps = now.steps.filter(({ limit }, at) => limit.trim() !== before.steps[at]?.limit);
  return {
    ...(now.concurrency.trim() === before.concurrency ? {} : { concurrency: number(now.concurrency) }),
    ...(now.priority.trim() === before.priority ? {} : { priority: number(now.priority) }),
    ...(steps.length === 0
      ? {}
      : {
          steps: Object.fromEntries(
            steps.map(({ name, limit }) => [name, limit.trim() === '' ? null : number(limit)]),
          ),
        }),
  };
}
