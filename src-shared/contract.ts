/**
 * The one contract between the engine and whoever looks at it. Every command has an input and an output
 * schema, every event a payload. The preload's API, the IPC registrar, the window's client, the socket server
 * and `docs/ipc.md` are derived from this file; adding a command touches this file, one handler and one test.
 */
import { z } from 'zod';
import { maximumItems } from './definition';
import { compareCommands } from './comparison';
import { groupNamePattern } from './definition-keys';
import type { ErrorDetails } from './errors';
import {
  contextSizeSchema,
  levelMaskSchema,
  selectionStateSchema,
  tailSchema,
  viewCommands,
} from './log-view';
import { parameterSchema, parameterValueSchema } from './parameter';
import { transferCommands, transferStateSchema } from './transfer';
import { appSettingsSchema, windowCommandTable } from './window';
import { faceCommands } from './timeline';
import { dueRecordSchema, scheduleListSchema } from './schedule';
import { treeQuerySchema } from './tree-query';
import { throughputSchema } from './throughput';
import {
  jobStatuses,
  levelCountsSchema,
  nodeDetailsSchema,
  nodeIdSchema,
  queueStateSchema,
  statsSchema,
  treeNodeSchema,
  treeRowSchema,
} from './model';

const count = z.number().int().nonnegative();
/** Characters that `job.send` takes at once. */
const sentTextMax = 1024 * 1024;

const nothing = z.object({}).describe('nothing');

const groupName = z.string().regex(groupNamePattern, 'a name of letters, digits, ".", "_" and "-"');

/** What a person changes before a job is tried again; what is not given stays. */
export const jobEditSchema = z.object({
  /** An array is run as it stands; a text goes to the shell. */
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]).optional(),
  /** Set on top of the environment it had. */
  env: z.record(z.string(), z.string()).optional(),
  /** Another item of its step's `for_each`. */
  item: z.string().optional(),
});
export type JobEdit = z.infer<typeof jobEditSchema>;

const placedRowSchema = z.object({ row: count, node: treeRowSchema });
/** A row outside the window, and where it is. */
export type PlacedRow = z.infer<typeof placedRowSchema>;

/** The rows of the tree that a subscriber shows. */
const treeWindowSchema = z.object({
  /** Rows of the whole tree as it is folded now. */
  rowCount: count,
  /** Row number of the first of `rows`. */
  from: count,
  rows: z.array(treeRowSchema),
  /**
   * Rows that came above the rows of `treeAnchors` (negative: went) since the subscriber knew them; `from` has moved
   * by as many, so that what was in view is in `rows`.
   */
  shift: z.number().int(),
  /** Jobs that match the filter; null while there is none. */
  matches: count.nullable(),
  /** How far the look over all runs is; null when rows and matches are those of now. */
  progress: z.object({ done: count, total: count }).nullable(),
  /** Row of the selected node; null when it is not shown. */
  selectedRow: count.nullable(),
  /** The run that the first of `rows` is part of and its latest steps before `rows`; `more`: steps before these. */
  above: z.object({ rows: z.array(placedRowSchema), more: count }),
  /** The next steps, after `rows`, of the run that the last of `rows` is part of. */
  below: z.object({ rows: z.array(placedRowSchema), more: count }),
});
export type TreeWindow = z.infer<typeof treeWindowSchema>;

/** State of the log view that a subscriber shows: totals are pushed, lines are pulled. */
const logStateSchema = z.object({
  scopeId: nodeIdSchema,
  levels: levelMaskSchema,
  selectionId: z.string().nullable(),
  context: contextSizeSchema.nullable(),
  /** Rows before the place where the selection began to look: it grows as far as rows come in above. */
  above: count,
  /** Lines in the subtree, all levels counted: the N of 1..N. */
  total: count,
  /** Lines that the level mask and the selection select. */
  matching: count,
  byLevel: levelCountsSchema,
  /** Lines that are being written: the latest few of the subtree. */
  tails: z.array(tailSchema),
});
export type LogState = z.infer<typeof logStateSchema>;

/** What is done to all jobs that match a filter. */
const bulkActions = ['cancel', 'retry', 'clear', 'priority'] as const;
export type BulkAction = (typeof bulkActions)[number];
/** What is under way: one of them, or taking a `clear` back. */
const bulkWorks = [...bulkActions, 'shelve'] as const;

/** Which jobs of the folder are meant; what is not given does not matter. */
export const jobFilterSchema = z.object({
  /** Only this run, step or job and what is below it. */
  id: nodeIdSchema.optional(),
  /** Only these runs, steps and jobs and what is below them. */
  ids: z.array(nodeIdSchema).max(100_000).optional(),
  /** Only jobs on the dead letter shelf. */
  dead: z.boolean().optional(),
  statuses: z.array(z.enum(jobStatuses)).optional(),
  /** Part of the name, the reason or the error, in any case. */
  text: z.string().optional(),
  /** Tag of the run's definition. */
  tag: z.string().optional(),
});
export type JobFilter = z.infer<typeof jobFilterSchema>;

/** How far an action on all that match has come; each chunk of it is durable before it is counted. */
export const bulkStateSchema = z.object({
  bulkId: z.string(),
  action: z.enum(bulkWorks),
  /** Jobs that matched when it began. */
  total: count,
  done: count,
  /** Of those that are done: jobs that it meant something for. */
  changed: count,
  ended: z.boolean(),
  /** Why it ended before all was done, or null. */
  error: z.string().nullable(),
});
export type BulkState = z.infer<typeof bulkStateSchema>;

/**
 * One message of the feed. It carries totals, so what was coalesced is never lost. A subscriber whose own
 * revision is not `previousRevision`, or whose epoch differs, asks for a snapshot (`feed.subscribe`) again.
 */
export const feedMessageSchema = z.object({
  /** Changes when the engine restarts. */
  epoch: z.string(),
  /** Revision of the message before this one to the same subscriber; null in a snapshot. */
  previousRevision: count.nullable(),
  revision: count,
  /** When this revision became durable, by the engine's clock, in milliseconds since the epoch. */
  committedAt: z.number(),
  /** Counts of the whole data folder. */
  totals: statsSchema,
  lines: count,
  runCount: count,
  tree: treeWindowSchema,
  /** The node chosen as scope, null when nothing is chosen or it is gone. */
  scope: treeRowSchema.nullable(),
  /** How fast the jobs of the scope (without one: of the folder) end; null for a job that stands alone. */
  throughput: throughputSchema.nullable(),
  /** The job whose details are shown. */
  selected: treeRowSchema.nullable(),
  log: logStateSchema.nullable(),
  /** Jobs that run now, and how many may run at once over all runs that run. */
  slots: z.object({ busy: count, total: count }),
  queue: queueStateSchema,
  /** Jobs on the dead letter shelf. */
  dead: count,
  /** Actions on all that match a filter that are under way. */
  bulks: z.array(bulkStateSchema),
  /** What this subscriber has selected in logs. */
  selections: z.array(selectionStateSchema),
  /** Exports and openings that are under way, and those that have ended lately. */
  transfers: z.array(transferStateSchema),
  /** Grows when the watched folders, their definitions or the schedule have changed; of use within an epoch only. */
  library: count,
  /** Why nothing can be written at the moment, or null. */
  trouble: z.string().nullable(),
});
export type FeedMessage = z.infer<typeof feedMessageSchema>;

/**
 * A message on its way to a page. Of rows of the tree that were in the message sent to it before, and that are the
 * same now, it has only the ids. A page that has missed the parcel before it asks for a snapshot.
 */
const feedParcelSchema = feedMessageSchema.extend({
  /** Of the parcels to this window, from 0. */
  number: count,
  /** No row is only named: it follows nothing, as after every `feed.subscribe`. */
  isWhole: z.boolean(),
  tree: treeWindowSchema.extend({ rows: z.array(treeRowSchema.or(nodeIdSchema)) }),
});
export type FeedParcel = z.infer<typeof feedParcelSchema>;

/** What a subscriber looks at; the feed tells it about that and the folder's totals. */
export const interestSchema = z.object({
  treeFrom: count,
  treeCount: count.max(1000),
  /** Only this run in the tree; null: all runs, newest first. */
  treeRootId: nodeIdSchema.nullable(),
  /** How the tree is sorted and filtered; not given: everything, in the order of the queue. */
  treeQuery: treeQuerySchema.optional(),
  /** Nodes in view and the rows they were seen at: rows that come above them move the window. */
  treeAnchors: z
    .array(z.object({ id: nodeIdSchema, row: count }))
    .max(8)
    .optional(),
  scopeId: nodeIdSchema.nullable(),
  selectedId: nodeIdSchema.nullable(),
  levels: levelMaskSchema,
  /** Rows of the log that a selection found; null: all that the levels select. */
  selectionId: z.string().nullable().default(null),
  /** As in the address of a view. */
  context: contextSizeSchema.nullable().default(null),
});
export type Interest = z.infer<typeof interestSchema>;

/** What went wrong in a definition and where: one clear sentence in `message`. */
export const problemSchema = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  key: z.string().nullable(),
  message: z.string(),
  hint: z.string().nullable(),
});
export type Problem = z.infer<typeof problemSchema>;

const definitionPreviewSchema = z.object({
  path: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  concurrency: count,
  /** What a run is asked for, in the order of the form. */
  params: z.array(parameterSchema),
  /** Values of its latest run that still can be used; null when it has not run lately. */
  lastValues: z.record(z.string(), parameterValueSchema).nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      /** The command, the module or the generator's numbers, in a line. */
      summary: z.string(),
      depends: z.array(z.string()),
    }),
  ),
  /** When it starts by itself, in plain words, once its folder is watched; null: never. */
  schedule: z.string().nullable(),
  /** Empty when it can be run. */
  problems: z.array(problemSchema),
});
export type DefinitionPreview = z.infer<typeof definitionPreviewSchema>;

const definitionFolderSchema = z.object({
  path: z.string(),
  /** Why it cannot be read, or null. */
  problem: z.string().nullable(),
  definitions: z.array(definitionPreviewSchema),
});
export type DefinitionFolder = z.infer<typeof definitionFolderSchema>;

/** Every command: name, what goes in, what comes out. An error is an `ErrorDetails` (errors.ts). */
export const commands = {
  'app.info': {
    description: 'Version, data folder and the sample definitions that come with the app.',
    input: nothing,
    output: z.object({
      version: z.string(),
      dataFolder: z.string(),
      platform: z.string(),
      cores: count,
      /** A graphics card draws the window. Without one, what moves takes the processor from the jobs. */
      hasGraphics: z.boolean(),
      samples: z.array(definitionPreviewSchema),
      recent: z.array(definitionPreviewSchema),
    }),
  },
  'definition.preview': {
    description: 'Reads a definition file without running it.',
    input: z.object({ path: z.string().min(1) }),
    output: definitionPreviewSchema,
  },
  'path.choose': {
    description:
      'Opens the system’s dialog for a file or a folder (window only); null when the person closed it.',
    input: z.object({
      kind: z.enum(['file', 'folder']),
      title: z.string(),
      /** A path to begin at; empty: where the system likes. */
      from: z.string(),
    }),
    output: z.object({ path: z.string().nullable() }),
  },
  'log.chooseFile': {
    description:
      'Opens the system’s dialog for a file to write, or for archives and logs to open (window only); empty when the person closed it.',
    input: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('save'), title: z.string(), name: z.string() }),
      z.object({ kind: z.literal('open'), title: z.string(), folders: z.boolean() }),
    ]),
    output: z.object({ paths: z.array(z.string()) }),
  },
  'definitions.list': {
    description: 'The watched folders with the definitions in them.',
    input: nothing,
    output: z.object({ folders: z.array(definitionFolderSchema) }),
  },
  'definitions.add': {
    description: 'Watches a folder: its definitions are listed, and those with a schedule start when due.',
    input: z.object({ path: z.string().min(1) }),
    output: z.object({ path: z.string(), isNew: z.boolean() }),
  },
  'definitions.remove': {
    description: 'Watches a folder no more; its files stay, their schedules end.',
    input: z.object({ path: z.string().min(1) }),
    output: nothing,
  },
  'definitions.find': {
    description: 'The file of a definition in the watched folders by its id; null when there is none.',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({ path: z.string() }).nullable(),
  },
  'schedule.list': {
    description: 'The definitions that start by themselves, with their next and latest due times.',
    input: nothing,
    output: scheduleListSchema,
  },
  'schedule.records': {
    description: 'What became of the latest due times of a definition, latest first.',
    input: z.object({ id: z.string().min(1), count: z.number().int().min(1).max(1000) }),
    output: z.array(dueRecordSchema),
  },
  'schedule.pause': {
    description: 'Nothing starts by itself any more, of one definition or (null) of all; due times say so.',
    input: z.object({ id: z.string().min(1).nullable() }),
    output: nothing,
  },
  'schedule.resume': {
    description: 'The schedule of one definition, or (null) of all, goes on; what was due meanwhile is over.',
    input: z.object({ id: z.string().min(1).nullable() }),
    output: nothing,
  },
  'schedule.attend': {
    description: 'Somebody is there who wants what is due to start: it does as long as the engine lives.',
    input: nothing,
    output: nothing,
  },
  'run.start': {
    description:
      'Starts a run of a definition file with values for its parameters; answers when the run is durable. Values that cannot stand are the error `bad-input`, which names each.',
    input: z.object({
      path: z.string().min(1),
      concurrency: z.number().int().min(1).optional(),
      params: z.record(z.string(), parameterValueSchema).optional(),
    }),
    output: z.object({ runId: nodeIdSchema }),
  },
  'run.stop': {
    description:
      'Interrupts a run: what ran is ended and pending again, reason "stopped", until it is continued.',
    input: z.object({ id: nodeIdSchema }),
    output: nothing,
  },
  'run.continue': {
    description: 'Goes on with a run that was stopped.',
    input: z.object({ id: nodeIdSchema }),
    output: nothing,
  },
  'job.add': {
    description: 'Enqueues one command as a run of its own; answers with the job when it is durable.',
    input: z.object({
      command: z.array(z.string()).min(1),
      name: z.string().min(1).optional(),
      priority: z.number().int().optional(),
      cwd: z.string(),
      env: z.record(z.string(), z.string()).optional(),
      /** Open: `job.send` writes to it. Default closed, so a prompt ends instead of hanging. */
      stdin: z.enum(['closed', 'open']).optional(),
      /** Attempts after the first, with exponential backoff. Default 0. */
      retries: count.max(1000).optional(),
      /** Runs, steps or jobs that must have completed first; if one fails, the job is cancelled. */
      after: z.array(nodeIdSchema).max(1000).optional(),
      /** Refused while a pending or running job of the folder has the same key. */
      key: z.string().min(1).max(500).optional(),
      /** Named limit it counts in; sizes are set with `queue.change`. */
      group: groupName.optional(),
      timeoutMs: z.number().int().min(1).optional(),
      /** Time before it becomes ready. */
      delayMs: count.optional(),
    }),
    output: treeNodeSchema,
  },
  'job.send': {
    description:
      'Writes to the standard input of a running command; answers when the command’s side of the pipe has it.',
    input: z.object({
      id: nodeIdSchema,
      text: z.string().max(sentTextMax),
      /** Closes the standard input behind the text. Default false. */
      end: z.boolean().optional(),
    }),
    output: nothing,
  },
  'job.addMany': {
    description: 'Enqueues many commands as the jobs of one run, in one durable transaction.',
    input: z.object({
      name: z.string().min(1),
      jobs: z
        .array(z.object({ name: z.string().min(1).optional(), command: z.array(z.string()).min(1) }))
        .min(1)
        .max(maximumItems),
      cwd: z.string(),
      env: z.record(z.string(), z.string()).optional(),
      concurrency: z.number().int().min(1).max(10_000).optional(),
      priority: z.number().int().optional(),
      retries: count.max(1000).optional(),
      group: groupName.optional(),
    }),
    output: z.object({ runId: nodeIdSchema, jobs: count }),
  },
  'node.cancel': {
    description: 'Cancels a run, step or job with everything below it; answers when that is durable.',
    input: z.object({ id: nodeIdSchema }),
    output: z.object({
      /** Jobs that were pending and are cancelled now. */
      cancelled: count,
      /** Running jobs that are being ended. */
      ending: count,
    }),
  },
  'node.retry': {
    description:
      'Runs again what failed below a node, or was cancelled because of it; a run that was stopped goes on. With `edit` only for one job that failed or was cancelled.',
    input: z.object({ id: nodeIdSchema, edit: jobEditSchema.optional() }),
    output: z.object({
      /** Jobs that are pending again. */
      requeued: count,
      /** The run had been stopped or paused and goes on. */
      continued: z.boolean(),
    }),
  },
  'node.remove': {
    description: 'Deletes a run that has ended, with its jobs, attempts and log.',
    input: z.object({ id: nodeIdSchema }),
    output: nothing,
  },
  'run.pause': {
    description: 'Nothing new of the run starts; what runs goes on.',
    input: z.object({ id: nodeIdSchema }),
    output: nothing,
  },
  'run.resume': {
    description: 'A paused or stopped run goes on.',
    input: z.object({ id: nodeIdSchema }),
    output: nothing,
  },
  'run.change': {
    description: 'Changes limits and priority of a run that has not ended.',
    input: z.object({
      id: nodeIdSchema,
      concurrency: z.number().int().min(1).max(10_000).optional(),
      priority: z.number().int().min(-1_000_000).max(1_000_000).optional(),
      /** Limits of steps by name; null: as many as the run may. */
      steps: z.record(z.string(), z.number().int().min(1).max(10_000).nullable()).optional(),
    }),
    output: nothing,
  },
  'queue.show': {
    description: 'Limits and pauses over all runs.',
    input: nothing,
    output: queueStateSchema,
  },
  'queue.pause': {
    description: 'Nothing new starts, of the whole queue (null) or of a group; what runs goes on.',
    input: z.object({ group: groupName.nullable() }),
    output: queueStateSchema,
  },
  'queue.resume': {
    description: 'The whole queue (null) or a group goes on.',
    input: z.object({ group: groupName.nullable() }),
    output: queueStateSchema,
  },
  'queue.change': {
    description: 'Changes the limit over all runs (null: none) and the sizes of groups (null: 1 again).',
    input: z.object({
      limit: z.number().int().min(1).max(10_000).nullable().optional(),
      groups: z.record(groupName, z.number().int().min(1).max(10_000).nullable()).optional(),
    }),
    output: queueStateSchema,
  },
  'dead.list': {
    description: 'Jobs on the dead letter shelf, newest failure of the newest run first.',
    input: z.object({ filter: jobFilterSchema.optional(), from: count, count: count.max(1000) }),
    output: z.object({ total: count, rows: z.array(treeNodeSchema) }),
  },
  'bulk.count': {
    description:
      'How many jobs match and how many of them an action means something for, as things stand; nothing is done.',
    input: z.object({ action: z.enum(bulkActions), filter: jobFilterSchema }),
    output: z.object({
      /** Jobs that it means something for. */
      meant: count,
      /** Jobs that match, whatever their status. */
      matching: count,
      /** Runs of the jobs that it means something for. */
      runs: count,
    }),
  },
  'bulk.start': {
    description:
      'Cancels, retries or clears (takes off the dead letter shelf) all jobs that match, in chunks that are durable each; `priority` gives their runs another one.',
    input: z.object({
      action: z.enum(bulkActions),
      filter: jobFilterSchema,
      /** For `priority`, which needs it. */
      priority: z.number().int().min(-1_000_000).max(1_000_000).optional(),
    }),
    output: bulkStateSchema,
  },
  'bulk.wait': {
    description: 'Answers when more than `done` jobs are done, or it has ended.',
    input: z.object({ bulkId: z.string(), done: z.number().int() }),
    output: bulkStateSchema,
  },
  'bulk.stop': {
    description: 'Stops after the chunk under way; what is done stays done.',
    input: z.object({ bulkId: z.string() }),
    output: bulkStateSchema,
  },
  'bulk.undo': {
    description:
      'Puts the jobs that a `clear` took off the dead letter shelf back on it, as far as they have not been run again since.',
    input: z.object({ bulkId: z.string() }),
    output: bulkStateSchema,
  },
  'node.show': {
    description: 'One run, step or job with its attempts, input and environment.',
    input: z.object({ id: nodeIdSchema }),
    output: nodeDetailsSchema,
  },
  'feed.subscribe': {
    description:
      'Begins (again) with a snapshot; feed messages follow as `feed` events, one unacknowledged at a time.',
    input: interestSchema,
    output: feedMessageSchema,
  },
  'feed.look': {
    description: 'Changes what the subscriber looks at; answers with the rows and totals of now.',
    input: interestSchema,
    output: feedMessageSchema,
  },
  'feed.acknowledge': {
    description: 'Tells that the message of this revision is painted; the next may come.',
    input: z.object({ revision: count }),
    output: nothing,
  },
  'feed.clock': {
    description:
      'The engine’s clock, for one who wants to know how long a message took: the answer is read halfway between call and answer.',
    input: nothing,
    output: z.object({ time: z.number() }),
  },
  'feed.leave': {
    description: 'Ends the subscription.',
    input: nothing,
    output: nothing,
  },
  'tree.fold': {
    description:
      'Opens or closes a node of the subscriber’s tree, or (`below`) it and everything below it; what a person chose wins over the default.',
    input: z.object({ id: nodeIdSchema, open: z.boolean(), below: z.boolean().optional() }),
    output: nothing,
  },
  'tree.ids': {
    description: 'The nodes of some rows of the subscriber’s tree, in order.',
    input: z.object({ from: count, count: count.max(10_000) }),
    output: z.object({ ids: z.array(nodeIdSchema) }),
  },
  ...viewCommands,
  ...transferCommands,
  ...windowCommandTable,
  ...faceCommands,
  ...compareCommands,
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.input<(typeof commands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.output<(typeof commands)[Name]['output']>;

/** Every event that goes out to a subscriber without being asked for. */
export const events = {
  feed: { description: 'The state moved on.', payload: feedParcelSchema },
  'open-line': {
    description: 'A reference to a line (`runsheet://run/r12#34`) was opened.',
    payload: z.object({ runId: nodeIdSchema, n: count.min(1) }),
  },
  command: {
    description: 'A command of the window was chosen in the application’s menu.',
    payload: z.object({ name: z.string() }),
  },
  settings: {
    description: 'Theme or close behaviour were changed, in whichever window.',
    payload: appSettingsSchema,
  },
  'open-files': {
    description: 'Definitions, archives or logs were given to the app on its command line or by the system.',
    payload: z.object({ paths: z.array(z.string()) }),
  },
} as const;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]['payload']>;

/** What a handler of one command looks like. */
export type CommandHandler<Name extends CommandName> = (
  input: z.output<(typeof commands)[Name]['input']>,
) => Promise<CommandOutput<Name>> | CommandOutput<Name>;

/** What a call over the wire answers: the value, or an error with its code, message and hint. */
export type Reply<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: ErrorDetails };

/**
 * The API that the preload puts on `window.runsheet`: one function for each command, one subscription for each
 * event, made from the tables above and nothing else.
 */
export interface RunsheetApi {
  readonly commands: {
    readonly [Name in CommandName]: (input: CommandInput<Name>) => Promise<Reply<CommandOutput<Name>>>;
  };
  readonly events: {
    /** Calls the listener for each event until the returned function is called. */
    readonly [Name in EventName]: (listener: (payload: EventPayload<Name>) => void) => () => void;
  };
  /** Path on disk of a file that was dropped on the window. */
  pathOf(file: unknown): string;
}
