/**
 * The definition file as people write it: one schema for TOML, YAML and JSON. Its input shape is what
 * `resources/definition.schema.json` describes to editors; `definition.ts` has what the engine makes of it.
 */
import { z } from 'zod';
import { failureActions } from './definition';
import { cronExpected, everyKey, timezoneExpected } from './definition-schedule-keys';
import { duration, flag, nameList, olderKey, text, wholeNumber } from './definition-keys';
import { parameterFileSchema } from './definition-parameter-file';
import { stepFileSchema } from './definition-step-file';
import { catchUpPolicies, overlapPolicies } from './schedule';

const idExpected = 'an id of letters, digits, ".", "_" and "-" that begins with a letter or digit';

const errorTolerance = z
  .strictObject(
    {
      max_child_failures: wholeNumber(0, 1_000_000_000, 'a whole number, 0 or more')
        .optional()
        .describe('Failed jobs that the run tolerates; 0 (default) is any number.'),
      failure_action: z
        .enum(failureActions, { error: '"continue", "stop_all" or "mark_warning"' })
        .optional()
        .describe(
          'Past that number: continue (default) goes on, stop_all cancels what is left, mark_warning marks the run.',
        ),
    },
    { error: 'a table such as { max_child_failures = 100 }' },
  )
  .optional()
  .describe('How many failures the run as a whole tolerates.');

/** Every key of `error_tolerance`. */
export const errorToleranceKeys: readonly string[] = ['max_child_failures', 'failure_action'];

/** A whole definition file. Its output has durations in milliseconds and lists as arrays. */
export const definitionFileSchema = z.strictObject(
  {
    $schema: z.string({ error: 'text' }).optional().describe('The JSON Schema of this file, for editors.'),
    id: text(idExpected)
      .refine((value) => value === '' || /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(value), {
        error: idExpected,
      })
      .optional()
      .describe('Name of the definition for machines. Default: from the file name.'),
    name: text('text').optional().describe('Name for people. Default: the file name without its extension.'),
    description: text('text').optional().describe('What the definition does, for people.'),
    tags: nameList('an array of texts such as ["photos"]').optional().describe('Words to find it by.'),
    timeout: duration().optional().describe('Of the whole run, such as "30m". Default: none.'),
    enabled: flag()
      .optional()
      .describe('false: the definition is listed but cannot be started. Default: true.'),
    concurrency: wholeNumber(1, 10_000, 'a whole number from 1 to 10,000')
      .optional()
      .describe('Jobs of the run at once. Default: the number of cores.'),
    priority: wholeNumber(-1_000_000, 1_000_000, 'a whole number from -1,000,000 to 1,000,000')
      .optional()
      .describe('Jobs of a run with a higher number go first. Default: 0.'),
    params: z
      .record(z.string(), parameterFileSchema, { error: 'a table of parameters such as [params.folder]' })
      .optional()
      .describe('What a run is asked for before it starts, by name, in the order of the form.'),
    step: z
      .record(z.string(), stepFileSchema, { error: 'a table of steps such as [step.build]' })
      .optional()
      .describe('The steps by name, in the order of the file.'),
    error_tolerance: errorTolerance,
    meta: z
      .unknown()
      .optional()
      .meta({ description: 'Notes for readers of the file; Runsheet does not look at them.' }),
    schedule: text(cronExpected)
      .optional()
      .describe(
        'When a run starts by itself: a cron expression of 5 fields, or 6 with seconds in front, such as "0 2 * * *". Only for files in folders that were added.',
      ),
    every: everyKey(),
    timezone: text(timezoneExpected)
      .optional()
      .describe('Of the cron expression, such as "Europe/Berlin". Default: that of the machine.'),
    overlap: z
      .enum(overlapPolicies, { error: '"skip", "queue" or "replace"' })
      .optional()
      .describe(
        'At a due time while a run of it has not ended: skip (default) starts nothing, queue starts when that has ended (one waits at most), replace cancels it first.',
      ),
    catch_up: z
      .enum(catchUpPolicies, { error: '"none", "once" or "all"' })
      .optional()
      .describe(
        'Due times missed while the machine slept or was off: none (default) starts nothing, once starts one run, all starts one for each, one after the other.',
      ),
    auto_start: flag().optional().describe('true: a run starts when the app starts. Default: false.'),
    pre_jobs: nameList('an array of definition ids such as ["fetch-photos"]')
      .optional()
      .describe('Definitions that run before this one, in this order; if one fails, this one is cancelled.'),
    post_jobs: nameList('an array of definition ids such as ["publish"]')
      .optional()
      .describe('Definitions that run when this one has completed, in this order.'),
    type: olderKey(['custom']),
    job_type: olderKey(['user']),
    authentication: olderKey(),
    extension: olderKey(),
    url_patterns: olderKey(),
    config: olderKey(),
  },
  { error: 'a table of keys' },
);
export type DefinitionFile = z.output<typeof definitionFileSchema>;
