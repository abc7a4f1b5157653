/** Long work that moves logs in or out: exports, archives, logs of others. It shows progress and can be stopped. */
import { z } from 'zod';
import { exportFormats, viewAddressSchema } from './log-view';
import { nodeIdSchema } from './model';

const count = z.number().int().nonnegative();

/** What a transfer does. */
const transferKinds = ['export-log', 'export-run', 'open'] as const;

/** How far a transfer has come. */
export const transferStateSchema = z.object({
  transferId: z.string(),
  kind: z.enum(transferKinds),
  /** The file that is written, or the first of those that are read. */
  path: z.string(),
  unit: z.enum(['lines', 'bytes']),
  done: count,
  /** Null while it is not known yet. */
  total: count.nullable(),
  ended: z.boolean(),
  /** Why it ended without a result, in one sentence; else null. What it had written is gone again. */
  error: z.string().nullable(),
  /** Lines that it wrote or read, once it has ended. */
  lines: count,
  /** The run that was opened, once it is there. */
  runId: nodeIdSchema.nullable(),
});
export type TransferState = z.infer<typeof transferStateSchema>;

/** What of ended runs is kept. Null: no such limit. */
export const retentionSchema = z.object({
  /** Days since a run has ended. Default 90. */
  days: z.number().int().min(1).max(36_500).nullable(),
  /** Bytes of all logs together; the oldest runs go first. Default 10 GB. */
  bytes: count.min(1_000_000).nullable(),
  /** Latest runs of each definition that are kept whatever else holds. Default 10. */
  runs: count.max(100_000),
});
export type Retention = z.infer<typeof retentionSchema>;

/** What was removed at one time. */
export const removalSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  runs: count,
  lines: count,
  bytes: count,
  /** In one sentence, such as "Older than 90 days". */
  reason: z.string(),
});
export type Removal = z.infer<typeof removalSchema>;

/** The rule, what is there, and what was removed lately. */
export const retentionStateSchema = z.object({
  rule: retentionSchema,
  runs: count,
  /** Bytes of logs on disk. */
  bytes: count,
  /** Latest first. */
  removals: z.array(removalSchema),
});
export type RetentionState = z.infer<typeof retentionStateSchema>;

/** What a rule would remove. */
export const retentionPreviewSchema = z.object({ runs: count, jobs: count, lines: count, bytes: count });
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;

export const transferCommands = {
  'log.export': {
    description:
      'Writes all rows of a view to a file, streamed. An existing file is replaced when all is written.',
    input: viewAddressSchema.extend({ format: z.enum(exportFormats), path: z.string().min(1) }),
    output: transferStateSchema,
  },
  'run.export': {
    description:
      'Writes a run that has ended to an archive: one file with its definition, jobs, attempts and log.',
    input: z.object({ id: nodeIdSchema, path: z.string().min(1) }),
    output: transferStateSchema,
  },
  'log.open': {
    description:
      'Opens an archive, or logs that others wrote (files, folders, .gz), as a run that can only be read. What cannot be read is the transfer’s error, and leaves nothing behind.',
    input: z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000) }),
    output: transferStateSchema,
  },
  'transfer.wait': {
    description: 'Answers when more than `done` is done, or it has ended.',
    input: z.object({ transferId: z.string(), done: z.number() }),
    output: transferStateSchema,
  },
  'transfer.stop': {
    description: 'Stops; what it had written or read is gone again.',
    input: z.object({ transferId: z.string() }),
    output: transferStateSchema,
  },
  'retention.show': {
    description: 'Which ended runs are kept, what there is, and what was removed lately.',
    input: z.object({}).describe('nothing'),
    output: retentionStateSchema,
  },
  'retention.preview': {
    description: 'What `retention.change` would remove now; nothing is removed.',
    input: retentionSchema.partial(),
    output: retentionPreviewSchema,
  },
  'retention.change': {
    description: 'Changes which ended runs are kept, and removes at once what that means.',
    input: retentionSchema.partial(),
    output: retentionStateSchema,
  },
} as const;
