/**
 * What lies in an archive: a zip that a person can read with any unzip, and that holds all there is of one run.
 * `docs/archives.md` says the same in plain words. What may be missing can be added; whatever else changes here needs a
 * new {@link archiveVersion}, and the reader goes on to know the older ones.
 */
import { z } from 'zod';
import { definitionSchema, retryPolicySchema } from '../../../src-shared/definition';
import {
  jobStatuses,
  nodeIdSchema,
  nodeKinds,
  resourceUseSchema,
  statsSchema,
} from '../../../src-shared/model';
import { parameterValueSchema } from '../../../src-shared/parameter';

/** Version of the layout that is written. */
export const archiveVersion = 1;

/** The files in the order in which they are written. */
export const archiveFiles = [
  'definition.json',
  'jobs.jsonl',
  'attempts.jsonl',
  'log.csv',
  'log.txt',
] as const;
export type ArchiveFile = (typeof archiveFiles)[number];

/** The file that says what the others are; the last one, because it has their checksums. */
export const manifestFile = 'manifest.json';

/** First line of `log.csv`; each further line is about the line of `log.txt` with the same number. */
export const logColumns = 'seq,job,line,attempt,time,level,stream,cont';

/** Bytes of the manifest at most, and of a line of `jobs.jsonl` and `attempts.jsonl`. */
export const manifestBytesMax = 1024 * 1024;
export const rowBytesMax = 16 * 1024 * 1024;
/** UTF-16 units of a name at most. */
const nameMax = 64 * 1024;

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const time = z.number().min(0).max(8.64e15);
const name = z.string().max(nameMax);
const text = z.string().nullable();

/** `manifest.json`. */
export const manifestSchema = z.object({
  format: z.literal('runsheet-archive'),
  formatVersion: z.literal(archiveVersion),
  appVersion: z.string().max(200),
  exportedAt: z.string().max(100),
  runId: nodeIdSchema,
  name,
  type: name,
  status: z.enum(jobStatuses),
  stats: statsSchema,
  nodes: count.min(1).max(0xffffffff),
  attempts: count,
  lines: count,
  files: z.record(
    z.enum(archiveFiles),
    z.object({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type ArchiveManifest = z.infer<typeof manifestSchema>;

/** What is read of a manifest before it is known whether the rest can be. */
export const manifestHeadSchema = z.object({ format: z.literal('runsheet-archive'), formatVersion: count });

/** `definition.json`: what the run was started with. */
export const archivedRunSchema = z.object({
  definition: definitionSchema.nullable(),
  path: z.string().nullable(),
  directory: z.string(),
  concurrency: count,
  priority: z.number().int(),
  type: name,
  after: z.array(z.string()),
  added: z
    .object({
      group: text,
      retries: retryPolicySchema.nullable(),
      timeoutMs: count.nullable(),
      key: text,
    })
    .nullable(),
  stepLimits: z.record(z.string(), count.nullable()),
  startedBy: z.literal('schedule').optional(),
  params: z.record(z.string(), parameterValueSchema),
});

/** A line of `jobs.jsonl`: the form of `runsheet jobs --json`, and under `stored` what the tree needs besides. */
export const archivedNodeSchema = z.object({
  id: nodeIdSchema,
  kind: z.enum(nodeKinds),
  name,
  status: z.enum(jobStatuses),
  reason: text,
  attempt: count,
  exitCode: z.number().int().min(-0x7fffffff).max(0xffffffff).nullable(),
  error: text,
  lines: count,
  stats: statsSchema,
  stored: z.object({
    parent: count,
    type: z.string(),
    item: text,
    step: count.max(0xffff),
    index: count.max(0xfffffffe).nullable(),
    depth: count.max(0xffff),
    flags: count.max(0xff),
    signal: count.max(0xff),
    attempt: count.max(0xffff),
    uncounted: count.max(0xffffffff),
    /** Archives of earlier versions do not have it. */
    slot: count.max(0xffff).default(0),
    sequence: count,
    ownLines: count.max(0xffffffff),
    createdAt: time,
    startedAt: time,
    endedAt: time,
    reason: text,
    note: z.object({ reason: text, error: text }).nullable(),
    /** What a job runs that no step says; see child-work.ts. */
    work: z.record(z.string(), z.unknown()).nullable(),
    /** What its latest attempt has used. */
    usage: resourceUseSchema.optional(),
  }),
});
export type ArchivedNode = z.infer<typeof archivedNodeSchema>;

/** A line of `attempts.jsonl`: an attempt that was followed by another one. */
export const archivedAttemptSchema = z.object({
  id: nodeIdSchema,
  attempt: count.max(0xffffffff),
  status: z.enum(jobStatuses),
  startedAt: time,
  endedAt: time,
  exitCode: z.number().int().nullable(),
  signal: text,
  reason: text,
  error: text,
  slot: count.max(0xffff).optional(),
  usage: resourceUseSchema.optional(),
});
export type ArchivedAttempt = z.infer<typeof archivedAttemptSchema>;
