/** What the page and the process of its window say to each other about the window itself, and what is found by name. */
import { z } from 'zod';
import { closeBehaviours, themes } from './window-choices';
import { jobStatuses, nodeIdSchema, nodeKinds } from './model';

const nothing = z.object({}).describe('nothing');

/** A run, step or job that was found by its name. */
export const foundNodeSchema = z.object({
  id: nodeIdSchema,
  kind: z.enum(nodeKinds),
  name: z.string(),
  status: z.enum(jobStatuses),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** What it is part of, the run first; empty for a run. */
  within: z.array(nodeIdSchema),
});
export type FoundNode = z.infer<typeof foundNodeSchema>;

/** Choices that the app itself needs; the page keeps those that are only about what it draws. */
export const appSettingsSchema = z.object({
  theme: z.enum(themes),
  close: z.enum(closeBehaviours),
});
export type AppSettings = z.infer<typeof appSettingsSchema>;

/** A window as its page wants it to be again at the next start; what it may hold is the page's business. */
export const windowLayoutSchema = z.object({
  page: z.string().max(40),
  scopeId: nodeIdSchema.nullable(),
  selectedId: nodeIdSchema.nullable(),
  /** Width of the left column in pixels; null: as the window's width wants it. */
  leftWidth: z.number().min(100).max(2000).nullable(),
});
export type WindowLayout = z.infer<typeof windowLayoutSchema>;

/** One entry of the application's menu that a page's command is. */
export const menuEntrySchema = z.object({
  /** Name of the command. */
  name: z.string(),
  menu: z.enum(['file', 'edit', 'view', 'run', 'go', 'help']),
  title: z.string(),
  /** `Ctrl K` as the table of commands writes it, or null. */
  key: z.string().nullable(),
  isAvailable: z.boolean(),
});
export type MenuEntry = z.infer<typeof menuEntrySchema>;

/** Commands about windows and about finding by name. */
export const windowCommandTable = {
  'node.find': {
    description:
      'Runs of the folder (newest first), and steps and jobs of one run (in the order of the tree), whose name has the letters of a text in their order; those that have the text as it stands come first. Another question of the same subscriber ends it early.',
    input: z.object({
      text: z.string().max(200),
      /** The run whose steps and jobs are meant; null: none. */
      runId: nodeIdSchema.nullable(),
      /** At most so many runs, and at most so many steps and jobs. */
      limit: z.number().int().min(1).max(1000),
    }),
    output: z.object({ runs: z.array(foundNodeSchema), nodes: z.array(foundNodeSchema) }),
  },
  'window.open': {
    description: 'Opens another window on the same folder (window only).',
    input: nothing,
    output: nothing,
  },
  'window.layout': {
    description:
      'How the page of this window was left, null for a new one (window only); with `layout`, keeps that first.',
    input: z.object({ layout: windowLayoutSchema.optional() }),
    output: z.object({ layout: windowLayoutSchema.nullable() }),
  },
  'window.menu': {
    description: 'The commands of this window for the application’s menu (window only).',
    input: z.object({ entries: z.array(menuEntrySchema).max(200) }),
    output: nothing,
  },
  'app.settings': {
    description: 'Theme and what happens at closing, of all windows; what is given is changed (window only).',
    input: appSettingsSchema.partial(),
    output: appSettingsSchema.extend({
      /** Whether there is a place for an icon beside the clock, where the app can go on without a window. */
      hasTray: z.boolean(),
    }),
  },
  'app.showDataFolder': {
    description: 'Shows the data folder in the system’s file manager (window only).',
    input: nothing,
    output: nothing,
  },
  'app.quit': {
    description: 'Quits; running jobs are asked about as at closing (window only).',
    input: nothing,
    output: nothing,
  },
} as const;
