/** Does what a person asks of a run, step or job, and holds the question that comes before it. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CommandInput } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';
import { useTransfersStore } from '../transfer/transfers-store';
import { clearDead } from './bulk-work';
import { canChange, canRetry, isOpen, type NodeActionName } from './node-actions';

/** What a person is asked about before it is done. */
export interface Question {
  readonly name: 'cancel' | 'changes' | 'limits' | 'remove' | 'send';
  readonly row: TreeRow;
}

/** The one place where actions on nodes begin. */
export const useActionsStore = defineStore('actions', () => {
  const feed = useFeedStore();
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const transfers = useTransfersStore();
  const asked = shallowRef<Question | null>(null);

  /** The row as the feed tells it now; as it was when it was asked about where the feed does not show it. */
  const question = computed<Question | null>(() =>
    asked.value === null ? null : { ...asked.value, row: find(asked.value.row.id) ?? asked.value.row },
  );
  /** What keys act on: the chosen row, else the scope. */
  const target = computed(() => feed.message?.selected ?? feed.message?.scope ?? null);

  function find(id: NodeId): TreeRow | null {
    const { message } = feed;
    if (message === null) return null;
    const rows = [message.selected, message.scope, ...message.tree.rows];
    return rows.find((row) => row?.id === id) ?? null;
  }

  function ask(name: Question['name'], row: TreeRow): void {
    asked.value = { name, row };
  }

  function close(): void {
    asked.value = null;
  }

  async function retry(row: TreeRow): Promise<void> {
    if (!canRetry(row)) {
      navigation.tell(texts.actions.nothingToRetry(row.name));
      return;
    }
    await navigation.attempt(() => call('node.retry', { id: row.id }));
  }

  async function retryWith(id: NodeId, edit: CommandInput<'node.retry'>['edit']): Promise<void> {
    const done = await navigation.attempt(() => call('node.retry', { id, edit }));
    if (done !== undefined) close();
  }

  /** Pauses a run or goes on with it, whichever it is not. */
  async function turn(row: TreeRow): Promise<void> {
    const goesOn = row.paused || row.held;
    const pauseOrResume = (pauses: boolean) =>
      navigation.attempt(() => call(pauses ? 'run.pause' : 'run.resume', { id: row.id }));
    const done = await pauseOrResume(!goesOn);
    // What was stopped has ended its jobs: to pause it would not bring that state back.
    if (done === undefined || row.held) return;
    const text = goesOn ? texts.actions.resumed(row.name) : texts.actions.paused(row.name);
    navigation.tellUndoable(text, () => pauseOrResume(goesOn));
  }

  async function confirmCancel(id: NodeId): Promise<void> {
    close();
    await navigation.attempt(() => call('node.cancel', { id }));
  }

  async function confirmRemove(id: NodeId): Promise<void> {
    close();
    await navigation.attempt(() => call('node.remove', { id }));
  }

  async function changeRun(change: CommandInput<'run.change'>): Promise<void> {
    const done = await navigation.attempt(() => call('run.change', change));
    if (done !== undefined) close();
  }

  /** Takes a job off the dead letter shelf. */
  async function clear(id: NodeId): Promise<void> {
    await navigation.attempt(() => clearDead({ id, dead: true }));
  }

  const acts: Readonly<Record<NodeActionName, (row: TreeRow) => unknown>> = {
    retry,
    changes: (row) => {
      if (canChange(row)) ask('changes', row);
      else navigation.tell(texts.actions.onlyJobsChange);
    },
    pause: turn,
    resume: turn,
    limits: (row) => {
      ask('limits', row);
    },
    send: (row) => {
      ask('send', row);
    },
    cancel: (row) => {
      if (isOpen(row) && !row.cancelling) ask('cancel', row);
    },
    log: (row) => {
      navigation.go('runs');
      selection.narrow(row.id);
    },
    'copy-id': (row) => navigation.attempt(() => navigator.clipboard.writeText(row.id)),
    export: (row) => transfers.exportRun(row),
    clear: (row) => clear(row.id),
    remove: (row) => {
      ask('remove', row);
    },
  };

  /** Does one entry of a node's menu. */
  function act(name: NodeActionName, row: TreeRow): void {
    void acts[name](row);
  }

  return { question, target, find, act, close, retryWith, confirmCancel, confirmRemove, changeRun };
});
