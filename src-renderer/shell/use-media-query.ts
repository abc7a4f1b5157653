/** Whether a media query holds, where a layout changes more than its measures. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** True while the query holds. */
export function useMediaQuery(query: string): Readonly<ShallowRef<boolean>> {
  const list = window.matchMedia(query);
  const matches = shallowRef(list.matches);
  const onChange = (): void => {
    matches.value = list.matches;
  };
  list.addEventListener('change', onChange);
  onScopeDispose(() => {
    list.removeEventListener('change', onChange);
  });
  return matches;
}
