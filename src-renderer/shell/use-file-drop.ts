/** Files dropped anywhere on the window. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { texts } from '../texts';
import { useNavigationStore } from './navigation-store';

/** Opens the dropped file by its path. The answer tells whether a file hovers over the window right now. */
export function useFileDrop(open: (path: string) => Promise<void>): Readonly<ShallowRef<boolean>> {
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
    const [file] = files;
    if (file === undefined) return;
    const path = window.runsheet.pathOf(file);
    if (path === '') {
      navigation.tell(texts.drop.noPath);
      return;
    }
    void open(path).then(() => {
      if (files.length > 1 && navigation.notice === null) navigation.tell(texts.drop.onlyOne(file.name));
    });
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
