/** Files dropped anywhere on the window. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { texts } from '../texts';
import { useNavigationStore } from './navigation-store';

/** Opens the dropped files and folders by their paths. The answer tells whether a file hovers over the window right now. */
export function useFileDrop(
  open: (paths: readonly string[]) => Promise<void>,
): Readonly<ShallowRef<boolean>> {
  const navigation = useNavigationStore();
  const isOver = shallowRef(false);

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

  function onDragOver(event: DragEvent): void {
    event.preventDefault();
    isOver.value = hasFiles(event);
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isOver.value ? 'copy' : 'none';
  }

  function onDragLeave(event: DragEvent): void {
    if (event.relatedTarget === null) isOver.value = false;
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    isOver.value = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    const paths = files.map((file) => window.runsheet.pathOf(file)).filter((path) => path !== '');
    if (paths.length > 0) void open(paths);
    else if (files.length > 0) navigation.tell(texts.drop.noPath);
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
  return isOver;
}
