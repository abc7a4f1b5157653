import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { useSelectionStore } from '../../../../src-renderer/scope/selection-store';
import { useNavigationStore } from '../../../../src-renderer/shell/navigation-store';
import { useTransfersStore } from '../../../../src-renderer/transfer/transfers-store';
import type { TransferState } from '../../../../src-shared/transfer';
import { FakeEngine, feedMessage, settled } from '../fake-engine';

let engine: FakeEngine;
/** What the next `transfer.wait` answers. */
let end: (state: Partial<TransferState>) => void;

const state = (change: Partial<TransferState> = {}): TransferState => ({
  ...{ transferId: 't1', kind: 'open', path: '/logs/a.log', unit: 'bytes', done: 0, total: null },
  ...{ ended: false, error: null, lines: 0, runId: null },
  ...change,
});

beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
  engine.handlers['feed.subscribe'] = () => feedMessage(null, 1);
  engine.handlers['log.open'] = () => state();
  engine.handlers['run.export'] = () => state({ kind: 'export-run', path: '/out/a.zip' });
  engine.handlers['transfer.wait'] = () =>
    new Promise((resolve) => {
      end = (change) => {
        resolve(state({ ended: true, ...change }));
      };
    });
  useFeedStore().start();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what is opened', () => {
  it('is chosen when it is there', async () => {
    void useTransfersStore().open(['/logs/a.log', '/logs/folder']);
    await settled();
    expect(engine.inputs('log.open')).toEqual([{ paths: ['/logs/a.log', '/logs/folder'] }]);
    expect(useSelectionStore().scopeId).toBeNull();
    end({ runId: 'r7' });
    await settled();
    expect(useSelectionStore().scopeId).toBe('r7');
  });

  it('and cannot be read says so in its sentence', async () => {
    void useTransfersStore().open(['/logs/a.zip']);
    await settled();
    end({ error: 'a.zip is no archive of Runsheet.' });
    await settled();
    expect(useNavigationStore().notice).toMatchObject({
      message: 'a.zip is no archive of Runsheet.',
      isDone: false,
    });
  });

  it('and is stopped by the person says nothing', async () => {
    const transfers = useTransfersStore();
    void transfers.open(['/logs/a.zip']);
    await settled();
    transfers.stop('t1');
    end({ error: 'Stopped.' });
    await settled();
    expect(engine.inputs('transfer.stop')).toEqual([{ transferId: 't1' }]);
    expect(useNavigationStore().notice).toBeNull();
  });

  it('and is a definition is shown, never run', async () => {
    engine.handlers['definition.preview'] = ({ path }: { path: string }) => ({ path, params: [] });
    engine.handlers['app.info'] = () => ({ samples: [], recent: [] });
    await useTransfersStore().open(['/d/batch.TOML']);
    expect(engine.inputs('definition.preview')).toEqual([{ path: '/d/batch.TOML' }]);
    expect(engine.inputs('log.open')).toEqual([]);
    expect(engine.inputs('run.start')).toEqual([]);
  });
});

describe('an export', () => {
  it('asks for its file, and says what was written where', async () => {
    engine.handlers['log.chooseFile'] = () => ({ paths: ['/out/a.zip'] });
    void useTransfersStore().exportRun({ id: 'r1', name: 'Fotos: März/April' });
    await settled();
    expect(engine.inputs('log.chooseFile')).toMatchObject([{ kind: 'save', name: 'Fotos-März-April.zip' }]);
    expect(engine.inputs('run.export')).toEqual([{ id: 'r1', path: '/out/a.zip' }]);
    end({ kind: 'export-run', path: '/out/a.zip', lines: 12_408 });
    await settled();
    expect(useNavigationStore().notice).toMatchObject({
      message: 'Exported Fotos: März/April with 12,408 lines to /out/a.zip',
      isDone: true,
    });
  });

  it('whose dialog is closed does nothing', async () => {
    engine.handlers['log.chooseFile'] = () => ({ paths: [] });
    await useTransfersStore().exportRun({ id: 'r1', name: 'x' });
    expect(engine.inputs('run.export')).toEqual([]);
    expect(useNavigationStore().notice).toBeNull();
  });
});
