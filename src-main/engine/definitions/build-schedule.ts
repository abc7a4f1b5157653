/** Makes the schedule of a definition out of the checked file, or says what is wrong with its calendar. */
import type { Definition } from '../../../src-shared/definition';
import type { DefinitionFile } from '../../../src-shared/definition-file';
import { cronProblem, isTimezone } from '../schedule/due-times';
import { nearestName } from './names';
import type { LooseProblem } from './schema-problems';

/** The keys of a definition that are about starting by itself, and what is wrong with them. */
export interface BuiltSchedule {
  readonly keys: Pick<Definition, 'schedule' | 'overlap' | 'autoStart'>;
  readonly problems: readonly LooseProblem[];
}

/** Builds the schedule. */
export function buildSchedule(file: DefinitionFile): BuiltSchedule {
  const expression = file.schedule?.trim().split(/\s+/).join(' ') ?? '';
  const everyMs = file.every ?? null;
  const timezone = file.timezone?.trim() ?? '';
  const autoStart = file.auto_start ?? false;
  const when =
    expression !== ''
      ? { kind: 'cron' as const, expression, timezone: timezone === '' ? null : timezone }
      : everyMs !== null
        ? { kind: 'every' as const, everyMs }
        : null;
  return {
    keys: {
      schedule: when === null ? null : { when, catchUp: file.catch_up ?? 'none' },
      overlap: file.overlap ?? 'skip',
      autoStart,
    },
    problems: [
      ...(expression === '' ? [] : expressionProblems(expression, everyMs !== null)),
      ...(timezone === '' ? [] : timezoneProblems(timezone, expression !== '')),
      ...idleKeys(file, { isScheduled: when !== null, autoStart }),
    ],
  };
}

function expressionProblems(expression: string, hasEvery: boolean): readonly LooseProblem[] {
  const says = cronProblem(expression);
  const problems: LooseProblem[] =
    says === null ? [] : [{ path: ['schedule'], found: JSON.stringify(expression), says }];
  if (hasEvery) {
    problems.push({
      path: ['every'],
      says: 'and schedule both say when it is due',
      hint: 'Keep one of them.',
    });
  }
  return problems;
}

function timezoneProblems(timezone: string, hasExpression: boolean): readonly LooseProblem[] {
  const path = ['timezone'];
  if (!isTimezone(timezone)) {
    const meant = nearestName(timezone, Intl.supportedValuesOf('timeZone'));
    const says = `must be a time zone such as "Europe/Berlin", not ${JSON.stringify(timezone)}`;
    return [{ path, says, hint: meant === undefined ? null : `Did you mean "${meant}"?` }];
  }
  if (hasExpression) return [];
  return [{ path, says: 'says nothing without schedule', hint: 'Leave it out, or write a schedule.' }];
}

/** Keys that would do nothing are refused, unless they say what holds anyway. */
function idleKeys(
  file: DefinitionFile,
  { isScheduled, autoStart }: { readonly isScheduled: boolean; readonly autoStart: boolean },
): readonly LooseProblem[] {
  const problems: LooseProblem[] = [];
  const hint = 'Leave it out, or write a schedule.';
  if ((file.overlap ?? 'skip') !== 'skip' && !isScheduled && !autoStart) {
    problems.push({ path: ['overlap'], says: 'says nothing without schedule, every or auto_start', hint });
  }
  if ((file.catch_up ?? 'none') !== 'none' && !isScheduled) {
    problems.push({ path: ['catch_up'], says: 'says nothing without schedule or every', hint });
  }
  return problems;
}
