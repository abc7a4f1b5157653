/** Exports, and what is opened to be read: asks for the file, waits for the end, and says how it went. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { ExportFormat } from '../../src-shared/log-view';
import type { NodeId } from '../../src-shared/model';
import type { TransferState } from '../../src-shared/transfer';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useDefinitionsStore } from '../library/definitions-store';
import { addressOf } from '../log/log-view';
import { useLogStore } from '../log/log-store';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';
import { exportTexts, openTexts } from '../texts-log';

const formatEndings: Readonly<Record<ExportFormat, string>> = { text: 'txt', jsonl: 'jsonl', csv: 'csv' };

/** See the head of this file. */
export const useTransfersStore = defineStore('transfers', () => {
  const feed = useFeedStore();
  const log = useLogStore();
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const definitions = useDefinitionsStore();
  /** Those that a person stopped: their end is no news. */
  const stopped = new Set<string>();

  /** What is under way, of whoever asked for it. */
  const underWay = computed(() => feed.message?.transfers.filter(({ ended }) => !ended) ?? []);

  /** Waits until it has ended. Null when the person stopped it; throws its error. */
  async function finish(started: TransferState): Promise<TransferState | null> {
    let state = started;
    while (!state.ended) {
      const { transferId, done } = state;
      state = await call('transfer.wait', { transferId, done });
    }
    if (stopped.delete(state.transferId)) return null;
    if (state.error !== null) throw new Error(state.error);
    return state;
  }

  async function chooseTarget(title: string, name: string): Promise<string | null> {
    const { paths } = await call('log.chooseFile', { kind: 'save', title, name });
    return paths[0] ?? null;
  }

  /** Writes exactly the rows that the log has now to a file. */
  async function exportLog(format: ExportFormat): Promise<void> {
    const state = log.view?.state;
    if (state === undefined) return;
    const name = fileName(feed.message?.scope?.name ?? state.scopeId, formatEndings[format]);
    await exportTo(async () => {
      const path = await chooseTarget(exportTexts.title(state.matching), name);
      if (path === null) return null;
      const ended = await finish(await call('log.export', { ...addressOf(state), format, path }));
      return ended === null ? null : exportTexts.done(ended.lines, ended.path);
    });
  }

  /** Writes a run that has ended to an archive. */
  async function exportRun({ id, name }: { readonly id: NodeId; readonly name: string }): Promise<void> {
    await exportTo(async () => {
      const path = await chooseTarget(exportTexts.archiveTitle(name), fileName(name, 'zip'));
      if (path === null) return null;
      const ended = await finish(await call('run.export', { id, path }));
      return ended === null ? null : exportTexts.archiveDone(name, ended.lines, ended.path);
    });
  }

  /** Does it, and says what was done. */
  async function exportTo(work: () => Promise<string | null>): Promise<void> {
    const done = await navigation.attempt(work);
    if (done != null) navigation.tellDone(done);
  }

  /** Opens archives and logs, and shows the run that they are. */
  async function openLogs(paths: readonly string[]): Promise<void> {
    await navigation.attempt(async () => {
      const ended = await finish(await call('log.open', { paths: [...paths] }));
      if (ended === null || ended.runId === null) return;
      navigation.go('runs');
      selection.narrow(ended.runId);
    });
  }

  /** Opens whatever was given: a definition is shown, everything else is read as an archive or a log. */
  async function open(paths: readonly string[]): Promise<void> {
    const files = paths.filter(isDefinition);
    const logs = paths.filter((path) => !isDefinition(path));
    if (logs.length > 0) await openLogs(logs);
    const [first] = files;
    if (first === undefined) return;
    await definitions.open(first);
    if (paths.length > 1 && navigation.notice === null) navigation.tell(openTexts.oneDefinition(first));
  }

  /** Lets the person choose what to open. */
  const choose = (): Promise<void> => chooseAndOpen(openTexts.title, false);
  /** Lets the person choose folders of logs to open. */
  const chooseFolder = (): Promise<void> => chooseAndOpen(openTexts.folderTitle, true);

  async function chooseAndOpen(title: string, folders: boolean): Promise<void> {
    const chosen = await navigation.attempt(() => call('log.chooseFile', { kind: 'open', title, folders }));
    if (chosen !== undefined && chosen.paths.length > 0) await open(chosen.paths);
  }

  function stop(transferId: string): void {
    stopped.add(transferId);
    void navigation.attempt(() => call('transfer.stop', { transferId }));
  }

  return { underWay, exportLog, exportRun, open, choose, chooseFolder, stop };
});

function isDefinition(path: string): boolean {
  return /\.(?:toml|ya?ml|json)$/i.test(path);
}

/** A name that every system takes. */
function fileName(name: string, ending: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return `${plain === '' ? 'log' : plain}.${ending}`;
}
