/** Files dropped anywhere on the window: what will happen is said while they hover. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { dropTexts } from '../texts-settings';
import { useNavigationStore } from './navigation-store';

/** What hovers over the window. */
export interface DropHint {
  readonly text: string;
  /** Nothing will happen. */
  readonly isWrong: boolean;
}

/** Kinds of files as the system tells them before they are dropped: names it keeps to itself until then. */
const definitionTypes = [
  'application/json',
  'application/toml',
  'application/yaml',
  'application/x-yaml',
  'text/yaml',
  'text/x-yaml',
];

/** What is said about what hovers, by the kinds that the system tells. */
export function hintFor(items: readonly { readonly kind: string; readonly type: string }[]): DropHint {
  const files = items.filter(({ kind }) => kind === 'file');
  if (files.length === 0) return { text: dropTexts.noFile, isWrong: true };
  const definitions = files.filter(({ type }) => definitionTypes.includes(type)).length;
  const logs = files.filter(({ type }) => isLogType(type)).length;
  if (definitions + logs < files.length) return { text: dropTexts.unknown(files.length), isWrong: false };
  if (definitions === 0) return { text: dropTexts.logs(logs), isWrong: false };
  if (definitions === 1 && logs === 0) return { text: dropTexts.definition, isWrong: false };
  return { text: dropTexts.several(definitions, logs), isWrong: false };
}

function isLogType(type: string): boolean {
  return /^text\/(?:plain|x-log|csv)$|^application\/(?:zip|gzip|x-gzip|x-ndjson)$/.test(type);
}

/** Opens the dropped files and folders by their paths. The answer is what hovers over the window right now. */
export function useFileDrop(
  open: (paths: readonly string[]) => Promise<void>,
): Readonly<ShallowRef<DropHint | null>> {
  const navigation = useNavigationStore();
  const hint = shallowRef<DropHint | null>(null);

  function onDragOver(event: DragEvent): void {
    event.preventDefault();
    const { dataTransfer } = event;
    if (dataTransfer === null) return;
    const next = hintFor([...dataTransfer.items]);
    if (hint.value?.text !== next.text) hint.value = next;
    dataTransfer.dropEffect = next.isWrong ? 'none' : 'copy';
  }

  function onDragLeave(event: DragEvent): void {
    if (event.relatedTarget === null) hint.value = null;
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    hint.value = null;
    const files = [...(event.dataTransfer?.files ?? [])];
    const paths = files.map((file) => window.runsheet.pathOf(file)).filter((path) => path !== '');
    if (paths.length > 0) void open(paths);
    else if (files.length > 0) navigation.tell(dropTexts.noPath);
  }

  onMounted(() => {
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('dragover', onDragOver);
    window.removeEventListener('dragleave', onDragLeave);
    window.removeEventListener('drop', onDrop);
  });
  return hint;
}
