/** Entry of the thread that does one transfer: reads or writes, tells how far it is, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorDetails } from '../../../src-shared/errors';
import { writeArchive } from './archive-writer';
import { exportView } from './export-view';
import { fileProblem } from './file-problem';
import { openPaths } from './open-paths';
import type { FromTransfer, TransferWork } from './transfer-protocol';

/** Milliseconds between two words about progress. */
const progressMs = 100;

function tell(message: FromTransfer): void {
  parentPort?.postMessage(message);
}

let toldAt = performance.now();
function progress(done: number, total: number | null): void {
  const now = performance.now();
  if (now - toldAt < progressMs) return;
  toldAt = now;
  tell({ type: 'progress', done, total });
}

async function run(transfer: TransferWork): Promise<void> {
  switch (transfer.type) {
    case 'export-view': {
      const lines = exportView(transfer.work, (rows) => {
        progress(rows, null);
      });
      tell({ type: 'done', lines, opened: null });
      return;
    }
    case 'export-run': {
      const lines = await writeArchive(transfer.work, progress);
      tell({ type: 'done', lines, opened: null });
      return;
    }
    case 'open': {
      const opened = await openPaths(transfer.work, progress);
      const { buffer } = opened.records;
      const message: FromTransfer = { type: 'done', lines: opened.lines, opened };
      parentPort?.postMessage(message, [buffer]);
      return;
    }
  }
}

try {
  await run(workerData as TransferWork);
} catch (error) {
  tell({ type: 'failed', error: toErrorDetails(fileProblem(error)) });
}
