/** Definitions: the samples, those opened lately, and the one that is open beside the cards. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CommandOutput, DefinitionPreview } from '../../src-shared/contract';
import { call } from '../engine/client';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';

/** Opens, reads and starts definitions. */
export const useDefinitionsStore = defineStore('definitions', () => {
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const info = shallowRef<CommandOutput<'app.info'> | null>(null);
  const opened = shallowRef<DefinitionPreview | null>(null);
  /** Path of the definition whose run is being started. */
  const starting = shallowRef<string | null>(null);

  /** Reads samples and recent definitions again. */
  async function load(): Promise<void> {
    const answer = await navigation.attempt(() => call('app.info', {}));
    if (answer !== undefined) info.value = answer;
  }

  function show(preview: DefinitionPreview): void {
    opened.value = preview;
    navigation.go('library');
  }

  /** Shows a definition file that was given by its path. */
  async function open(path: string): Promise<void> {
    const preview = await navigation.attempt(() => call('definition.preview', { path }));
    if (preview === undefined) return;
    show(preview);
    await load();
  }

  /** Lets the person choose a file in the system's dialog. */
  async function choose(): Promise<void> {
    const preview = await navigation.attempt(() => call('definition.choose', {}));
    if (preview === undefined || preview === null) return;
    show(preview);
    await load();
  }

  function close(): void {
    opened.value = null;
  }

  /** Starts a run, shows it and follows its log. */
  async function start(path: string): Promise<void> {
    if (starting.value !== null) return;
    starting.value = path;
    const started = await navigation.attempt(() => call('run.start', { path }));
    starting.value = null;
    if (started === undefined) return;
    close();
    selection.narrow(started.runId);
    navigation.go('runs');
    await load();
  }

  return { info, opened, starting, load, open, show, choose, close, start };
});
