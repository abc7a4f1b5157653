/** The palette: whether it is open, what is typed, and everything that can be chosen in it. */
import { FileText, Hash, Terminal } from '@lucide/vue';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { DefinitionPreview } from '../../src-shared/contract';
import type { FoundNode } from '../../src-shared/window';
import { keyCapOf } from '../commands/command-hint';
import { commandNames, specOf } from '../commands/command-table';
import { useCommandsStore } from '../commands/commands-store';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { parseCount } from '../format/numbers';
import { formatMoment } from '../format/times';
import { useDefinitionsStore } from '../library/definitions-store';
import { useFoldersStore } from '../library/folders-store';
import { useLogJumps } from '../log/log-jumps';
import { useLogNote } from '../log/log-note';
import { useLogStore } from '../log/log-store';
import { useSelectionStore } from '../scope/selection-store';
import { remembered } from '../settings/remembered';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';
import { commandTitles, paletteTexts } from '../texts-commands';
import { listEntries, type PaletteEntry } from './palette-list';

/** Runs, and steps and jobs, that are asked for at once. */
const mostFound = 1000;
const mostRecent = 12;

/** See the head of this file. */
export const usePaletteStore = defineStore('palette', () => {
  const commands = useCommandsStore();
  const definitions = useDefinitionsStore();
  const folders = useFoldersStore();
  const feed = useFeedStore();
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const log = useLogStore();
  const jumps = useLogJumps();
  const note = useLogNote();

  const isOpen = shallowRef(false);
  const query = shallowRef('');
  const found = shallowRef<{ readonly runs: readonly FoundNode[]; readonly nodes: readonly FoundNode[] }>({
    runs: [],
    nodes: [],
  });
  const recent = remembered<readonly string[]>(
    'palette.recent',
    (kept) =>
      Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, mostRecent) : null,
    [],
  );
  /** What had the focus before; it has it again afterwards. */
  let before: HTMLElement | null = null;
  let chosen: PaletteEntry | null = null;
  let question = 0;

  const entries = computed<PaletteEntry[]>(() =>
    isOpen.value
      ? [...lineEntries(), ...commandEntries(), ...definitionEntries(), ...nodeEntries(), ...runEntries()]
      : [],
  );
  const rows = computed(() => listEntries(entries.value, query.value, recent.value));

  function lineEntries(): PaletteEntry[] {
    const n = parseCount(query.value.replace(/^[:#]/, ''));
    if (n === null || log.view === null) return [];
    return [
      {
        id: 'line',
        group: 'line',
        title: paletteTexts.goToLine(n),
        detail: feed.message?.scope?.name ?? '',
        key: null,
        icon: Hash,
        run: () => {
          navigation.go('runs');
          return note.attempt(async () => {
            const answer = await jumps.goToText(String(n));
            if (answer !== null) note.say(answer.text, answer.isWrong);
          });
        },
      },
    ];
  }

  function commandEntries(): PaletteEntry[] {
    return commandNames.filter(commands.isOffered).map((name) => {
      const title = commands.titleOf(name);
      return {
        id: `command:${name}`,
        group: 'commands',
        title,
        detail: title === commandTitles[name] || specOf(name).group !== 'run' ? '' : targetName(),
        key: keyCapOf(name),
        icon: Terminal,
        run: () => {
          commands.run(name);
        },
      };
    });
  }

  function targetName(): string {
    return feed.message?.selected?.name ?? feed.message?.scope?.name ?? '';
  }

  function definitionEntries(): PaletteEntry[] {
    const all = new Map<string, DefinitionPreview>();
    const { recent: lately = [], samples = [] } = definitions.info ?? {};
    for (const one of [...lately, ...folders.folders.flatMap((folder) => folder.definitions), ...samples]) {
      all.set(one.path, one);
    }
    return [...all.values()].map((definition) => ({
      id: `definition:${definition.path}`,
      group: 'definitions',
      title: paletteTexts.run(definition.name, definition.params.length > 0),
      detail:
        definition.problems.length > 0
          ? texts.library.problems(definition.problems.length)
          : definition.tags.join(', '),
      key: null,
      icon: FileText,
      run: () => {
        if (definition.problems.length > 0) definitions.show(definition);
        else void definitions.run(definition);
      },
    }));
  }

  function nodeEntries(): PaletteEntry[] {
    return found.value.nodes.map((node) => ({
      id: `node:${node.id}`,
      group: 'nodes',
      title: node.name,
      detail: paletteTexts.kinds[node.kind],
      key: null,
      icon: node.status,
      run: () => navigation.attempt(() => show(node)),
    }));
  }

  /** Chooses a step or job in the tree, where what it is part of is opened. */
  async function show(node: FoundNode): Promise<void> {
    navigation.go('runs');
    for (const id of node.within) await call('tree.fold', { id, open: true });
    feed.look();
    selection.choose(node);
  }

  function runEntries(): PaletteEntry[] {
    const now = Date.now();
    return found.value.runs.map((run) => ({
      id: `node:${run.id}`,
      group: 'runs',
      title: run.name,
      detail: formatMoment(run.createdAt, now, texts.days),
      key: null,
      icon: run.status,
      run: () => {
        navigation.go('runs');
        selection.narrow(run.id);
      },
    }));
  }

  /** Asks for what has the name; what was found before stays until the answer is here. */
  async function find(): Promise<void> {
    const mine = ++question;
    const runId = feed.message?.scope?.runId ?? null;
    try {
      const answer = await call('node.find', { text: query.value.slice(0, 200), runId, limit: mostFound });
      if (mine === question && isOpen.value) found.value = answer;
    } catch {
      // The status bar tells that the engine does not answer; commands can be chosen all the same.
    }
  }

  function open(): void {
    before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    query.value = '';
    isOpen.value = true;
    void find();
  }

  function close(): void {
    isOpen.value = false;
    found.value = { runs: [], nodes: [] };
  }

  /** It is gone from the page: the focus goes back, and what was chosen is done. */
  function leave(): void {
    before?.focus({ preventScroll: true });
    before = null;
    const entry = chosen;
    chosen = null;
    entry?.run();
  }

  /** Does an entry, once the palette is gone and the focus is where it was. */
  function choose(entry: PaletteEntry): void {
    if (entry.group !== 'line') {
      recent.value = [entry.id, ...recent.value.filter((id) => id !== entry.id)].slice(0, mostRecent);
    }
    chosen = entry;
    close();
  }

  watch(query, () => {
    if (isOpen.value) void find();
  });

  const count = computed(() => rows.value.filter(({ kind }) => kind === 'entry').length);
  const summary = computed(() => paletteTexts.count(count.value));

  return { isOpen, query, rows, count, summary, open, close, leave, choose };
});
