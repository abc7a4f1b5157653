/** Lines that a person has marked, by run; remembered. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { LogRow, NodeId } from '../../src-shared/model';
import { remembered } from '../settings/remembered';
import { useScopeRunStore } from '../scope/scope-run-store';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';
import { stripAnsi } from './ansi';

/** A marked line: where it is, and what it said. */
export interface Mark {
  readonly seq: number;
  readonly jobId: NodeId;
  /** Line in its job. */
  readonly line: number;
  readonly text: string;
}

/** Marks that are kept of a run, and runs whose marks are kept; the oldest are forgotten. */
const marksKept = 500;
const runsKept = 100;
const textKept = 80;

type MarksByRun = Readonly<Record<string, readonly Mark[]>>;

/** Marks of the scope's run. */
export const useMarksStore = defineStore('marks', () => {
  const scopeRun = useScopeRunStore();
  const navigation = useNavigationStore();
  const all = remembered<MarksByRun>('log.marks', readMarks, {});
  /** Ids begin anew in each data folder; with the time of its creation a run is told from all others. */
  const runKey = computed(() =>
    scopeRun.run === null ? null : `${scopeRun.run.id}@${scopeRun.run.createdAt}`,
  );
  const marks = computed(() => (runKey.value === null ? [] : (all.value[runKey.value] ?? [])));
  const marked = computed(() => new Set(marks.value.map(({ seq }) => seq)));

  /** Marks the line, or takes its mark away. */
  function toggle(row: LogRow): void {
    const key = runKey.value;
    if (key === null) return;
    const before = marks.value.find(({ seq }) => seq === row.seq);
    if (before === undefined) {
      const text = stripAnsi(row.text).trim().slice(0, textKept);
      keep(key, [...marks.value, { seq: row.seq, jobId: row.jobId, line: row.line, text }]);
    } else takeAway(key, [before]);
  }

  /** Takes all marks of the run away. */
  function clear(): void {
    if (runKey.value !== null) takeAway(runKey.value, marks.value);
  }

  /** They can be brought back, to those that were made meanwhile. */
  function takeAway(key: string, taken: readonly Mark[]): void {
    const gone = new Set(taken.map(({ seq }) => seq));
    const rest = (): readonly Mark[] => (all.value[key] ?? []).filter(({ seq }) => !gone.has(seq));
    keep(key, rest());
    navigation.tellUndoable(texts.reading.unmarked(taken.length), () => {
      keep(key, [...rest(), ...taken]);
    });
  }

  /** Keeps these as the marks of a run; of too many the first are forgotten. */
  function keep(key: string, unsorted: readonly Mark[]): void {
    const next = [...unsorted].sort((a, b) => a.seq - b.seq).slice(-marksKept);
    const rest = Object.entries(all.value).filter(([run]) => run !== key);
    const kept = next.length === 0 ? rest : [...rest, [key, next] as const];
    all.value = Object.fromEntries(kept.slice(-runsKept));
  }

  return { marks, marked, toggle, clear };
});

function readMarks(kept: unknown): MarksByRun | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const runs = Object.entries(kept).filter((entry): entry is [string, Mark[]] => {
    return Array.isArray(entry[1]) && entry[1].every(isMark);
  });
  return Object.fromEntries(runs);
}

function isMark(kept: unknown): kept is Mark {
  if (typeof kept !== 'object' || kept === null) return false;
  const { seq, jobId, line, text } = kept as Partial<Record<keyof Mark, unknown>>;
  return (
    typeof seq === 'number' &&
    typeof jobId === 'string' &&
    typeof line === 'number' &&
    typeof text === 'string'
  );
}
