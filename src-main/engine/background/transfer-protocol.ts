/** What crosses between the engine and the thread of one transfer. */
import type { ErrorDetails } from '../../../src-shared/errors';
import type { ArchiveExport } from './archive-writer';
import type { ViewExport } from './export-view';
import type { OpenedRun } from './opened-run';
import type { OpenWork } from './open-paths';

/** What a thread does; one thread does one thing. */
export type TransferWork =
  | { readonly type: 'export-view'; readonly work: ViewExport }
  | { readonly type: 'export-run'; readonly work: ArchiveExport }
  | { readonly type: 'open'; readonly work: OpenWork };

/** What the thread tells. */
export type FromTransfer =
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null }
  /** Everything is on disk; `opened` is null for an export. */
  | { readonly type: 'done'; readonly lines: number; readonly opened: OpenedRun | null }
  | { readonly type: 'failed'; readonly error: ErrorDetails };
