/** Definitions: the samples, those opened lately, and the one that is open beside the cards. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CommandOutput, DefinitionPreview } from '../../src-shared/contract';
import type { ParameterValue } from '../../src-shared/parameter';
import { call, toDetails } from '../engine/client';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';

/** Opens, reads and starts definitions. */
export const useDefinitionsStore = defineStore('definitions', () => {
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const info = shallowRef<CommandOutput<'app.info'> | null>(null);
  const opened = shallowRef<DefinitionPreview | null>(null);
  /** Another number is another form: what was typed into the one before is forgotten. */
  const formNumber = shallowRef(0);
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

  function close(): void {
    opened.value = null;
  }

  /** Runs a definition, or shows its form first when it has one. */
  async function run(definition: DefinitionPreview): Promise<void> {
    if (definition.params.length > 0) show(definition);
    else await start(definition.path, {});
  }

  /** Shows the form of a definition, filled in with other values than those of its latest run. */
  async function change(path: string, values: Record<string, ParameterValue>): Promise<void> {
    const preview = await navigation.attempt(() => call('definition.preview', { path }));
    if (preview === undefined) return;
    formNumber.value += 1;
    show({ ...preview, lastValues: values });
  }

  /** Starts a run, shows it and follows its log. */
  async function start(path: string, params: Record<string, ParameterValue>): Promise<void> {
    if (starting.value !== null) return;
    starting.value = path;
    let started: CommandOutput<'run.start'> | undefined;
    try {
      started = await call('run.start', { path, params });
      navigation.dismiss();
    } catch (error) {
      const { code, message, hint } = toDetails(error);
      // The file asks for something else by now: its form does, too.
      if (code === 'bad-input') await open(path);
      navigation.tell(message, hint);
    } finally {
      starting.value = null;
    }
    if (started === undefined) return;
    close();
    selection.narrow(started.runId);
    navigation.go('runs');
    await load();
  }

  return { info, opened, formNumber, starting, load, open, show, close, run, change, start };
});
