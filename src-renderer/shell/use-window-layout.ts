/** How this window was left: page, scope and columns are there again at its next start. */
import { watch } from 'vue';
import type { WindowLayout } from '../../src-shared/window';
import { call } from '../engine/client';
import { useLayoutStore } from '../scope/layout-store';
import { useSelectionStore } from '../scope/selection-store';
import { readPage, useNavigationStore } from './navigation-store';

/** Takes up what was kept, unless something was asked for already, and keeps what changes. */
export function useWindowLayout(): void {
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const columns = useLayoutStore();

  function take(layout: WindowLayout): void {
    columns.leftWidth = layout.leftWidth;
    // The app names a run in the address that it started itself; after a reload it is what was chosen before.
    if (selection.scopeId !== null || window.location.hash.length > 1) return;
    selection.scopeId = layout.scopeId;
    selection.selectedId = layout.selectedId;
    const page = readPage(layout.page);
    if (page !== null && navigation.page === 'runs') navigation.go(page);
  }

  async function begin(): Promise<void> {
    try {
      const { layout } = await call('window.layout', {});
      if (layout !== null) take(layout);
    } catch {
      // Where the window was is a convenience; it begins anew.
    }
    watch(
      () => ({
        page: navigation.page,
        scopeId: selection.scopeId,
        selectedId: selection.selectedId,
        leftWidth: columns.leftWidth,
      }),
      (layout) => void call('window.layout', { layout }).catch(() => undefined),
    );
  }

  void begin();
}
