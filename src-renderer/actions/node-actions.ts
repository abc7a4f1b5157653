/** What can be done with a run, step or job as it stands now; the same for menus, buttons and keys. */
import type { TreeRow } from '../../src-shared/model';
import { keyCapOf } from '../commands/command-hint';
import type { CommandName } from '../commands/command-table';
import { texts } from '../texts';
import { exportTexts } from '../texts-log';

/** Everything that can be done with a node. */
export type NodeActionName =
  | 'retry'
  | 'changes'
  | 'send'
  | 'pause'
  | 'resume'
  | 'limits'
  | 'cancel'
  | 'log'
  | 'copy-id'
  | 'export'
  | 'clear'
  | 'remove';

/** One entry of a node's menu. */
export interface NodeAction {
  readonly name: NodeActionName;
  readonly label: string;
  /** The key that does the same, or null. */
  readonly key: string | null;
  /** It cannot be undone. */
  readonly isDangerous: boolean;
  /** A line is drawn above it. */
  readonly startsGroup: boolean;
}

/** The part of a row that decides. */
export type ActedRow = Pick<
  TreeRow,
  | 'id'
  | 'kind'
  | 'type'
  | 'status'
  | 'stats'
  | 'held'
  | 'paused'
  | 'cancelling'
  | 'dead'
  | 'readyAt'
  | 'origin'
>;

/** The commands whose keys do the same. */
const sameCommands: Readonly<Partial<Record<NodeActionName, CommandName>>> = {
  retry: 'run.retry',
  changes: 'run.changes',
  pause: 'run.pause',
  resume: 'run.pause',
  cancel: 'run.cancel',
  log: 'tree.narrow',
};

/** Whether something of the node is still to run. */
export function isOpen({ status }: Pick<ActedRow, 'status'>): boolean {
  return status === 'pending' || status === 'running';
}

/** Whether the node failed or was cancelled: then a job of it can be changed on the way. */
export function canChange({ kind, status, origin }: Pick<ActedRow, 'kind' | 'status' | 'origin'>): boolean {
  return origin === null && kind === 'job' && (status === 'failed' || status === 'cancelled');
}

/** Whether there is something that a retry would run again, or at once instead of later. */
export function canRetry(row: Pick<ActedRow, 'kind' | 'status' | 'stats' | 'readyAt' | 'origin'>): boolean {
  const { kind, status, stats, readyAt } = row;
  if (row.origin !== null) return false;
  if (status === 'failed' || status === 'cancelled') return true;
  return kind === 'job' ? status === 'pending' && readyAt !== null : stats.failed > 0;
}

/** How a retry of the node is called: a run and a step tell its size. */
export function retryLabel({ kind, status, stats }: Pick<ActedRow, 'kind' | 'status' | 'stats'>): string {
  if (kind === 'job') return status === 'pending' ? texts.actions.runNow : texts.actions.runAgain;
  if (stats.failed > 0) return texts.actions.retryFailed(stats.failed);
  return stats.cancelled > 0 ? texts.actions.retryCancelled(stats.cancelled) : texts.actions.retryNode(kind);
}

/** The actions of a row in the order of its menu. */
export function actionsOf(row: ActedRow): NodeAction[] {
  const isRun = row.kind === 'run';
  const groups: (readonly [NodeActionName, string] | null)[][] = [
    [
      canRetry(row) ? ['retry', retryLabel(row)] : null,
      canChange(row) ? ['changes', texts.actions.runAgainWithChanges] : null,
      takesInput(row) ? ['send', texts.actions.send] : null,
      isRun && isOpen(row) ? pauseEntry(row) : null,
      isRun && isOpen(row) ? ['limits', texts.actions.limits] : null,
    ],
    [
      ['log', texts.actions.log(row.kind)],
      ['copy-id', texts.actions.copyId(row.id)],
      isRun && !isOpen(row) ? ['export', exportTexts.archive] : null,
    ],
    [
      row.dead && row.origin === null ? ['clear', texts.actions.clear] : null,
      isOpen(row) && !row.cancelling ? ['cancel', texts.actions.cancel(row.kind)] : null,
      isRun && !isOpen(row) ? ['remove', texts.actions.remove] : null,
    ],
  ];
  const entries = groups.map((group) => group.filter((entry) => entry !== null));
  const filled = entries.filter((group) => group.length > 0);
  return filled.flatMap((group, at) =>
    group.map(([name, label], index) => ({
      name,
      label,
      key: keyOf(name),
      isDangerous: name === 'cancel' || name === 'remove',
      startsGroup: at > 0 && index === 0,
    })),
  );
}

function keyOf(name: NodeActionName): string | null {
  const command = sameCommands[name];
  return command === undefined ? null : keyCapOf(command);
}

/** A command that runs may read what is sent to it; whether it does, the engine knows. */
function takesInput({ kind, type, status, cancelling }: ActedRow): boolean {
  return kind === 'job' && type === 'command' && status === 'running' && !cancelling;
}

function pauseEntry({ held, paused }: ActedRow): readonly [NodeActionName, string] {
  if (held) return ['resume', texts.actions.continueRun];
  return paused ? ['resume', texts.actions.resumeRun] : ['pause', texts.actions.pauseRun];
}
