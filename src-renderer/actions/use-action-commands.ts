/** Commands that act on the chosen row, or on its run. */
import type { TreeRow } from '../../src-shared/model';
import type { CommandAct } from '../commands/commands-store';
import { useCommands } from '../commands/use-commands';
import { useSelectionStore } from '../scope/selection-store';
import { texts } from '../texts';
import { useActionsStore } from './actions-store';
import { actionsOf, type NodeActionName } from './node-actions';

/** Registers them; they mean something while a row is chosen or the log has a scope. */
export function useActionCommands(): void {
  const actions = useActionsStore();
  const selection = useSelectionStore();

  /** What is done to the chosen row: as its menu says where its menu has it. */
  function onRow(name: NodeActionName, rowOf: (target: TreeRow) => TreeRow = (target) => target): CommandAct {
    const row = (): TreeRow | null => (actions.target === null ? null : rowOf(actions.target));
    const entry = () => (row() === null ? undefined : entryOf(name, row() as TreeRow));
    return {
      run: () => {
        const now = row();
        if (now !== null) actions.act(name, now);
      },
      isAvailable: () => entry() !== undefined,
      title: () => entry()?.label ?? '',
    };
  }

  const runOf = (row: TreeRow): TreeRow => actions.find(row.runId) ?? { ...row, id: row.runId };
  const pause = onRow('pause', runOf);
  /** Their keys say why they do nothing, so they always can be asked for. */
  const retry = onRow('retry');
  const changes = onRow('changes');
  const hasTarget = (): boolean => actions.target !== null;

  useCommands({
    'run.retry': {
      ...retry,
      isAvailable: hasTarget,
      isOffered: () => retry.isAvailable?.() === true,
      title: () => named(retry, texts.actions.runAgain),
    },
    'run.changes': {
      ...changes,
      isAvailable: hasTarget,
      isOffered: () => changes.isAvailable?.() === true,
      title: () => texts.actions.runAgainWithChanges,
    },
    'run.pause': {
      ...pause,
      isAvailable: () => pauses() !== undefined,
      title: () => pauses()?.label ?? '',
    },
    'run.cancel': onRow('cancel'),
    'run.limits': onRow('limits', runOf),
    'run.export': onRow('export', runOf),
    'run.remove': onRow('remove', runOf),
    'run.copyId': onRow('copy-id'),
    'run.all': { run: selection.clear, isAvailable: () => selection.scopeId !== null },
  });

  function pauses() {
    const run = actions.target === null ? null : runOf(actions.target);
    return run === null ? undefined : (entryOf('pause', run) ?? entryOf('resume', run));
  }
}

function entryOf(name: NodeActionName, row: TreeRow) {
  return actionsOf(row).find((entry) => entry.name === name);
}

function named(act: CommandAct, otherwise: string): string {
  const title = act.title?.() ?? '';
  return title === '' ? otherwise : title;
}
