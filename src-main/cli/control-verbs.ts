/** The verbs that change what is in the queue, as the table of verbs shows them. */
import { idNote, type OptionSpec, type VerbSpec } from './verb-spec';

const search: OptionSpec = {
  name: 'search',
  value: 'TEXT',
  help: 'only jobs with this text in their name, reason or error, in any case',
};
const group: OptionSpec = { name: 'group', value: 'NAME', help: 'only the jobs of this group' };

/** See the head of this file. */
export const controlVerbs = {
  cancel: {
    summary: 'cancel runs, steps or jobs with everything below them',
    usage: 'ID [ID …] | [ID …] [--search TEXT] [--status S] [--tag T] [--all]',
    operands: ['[ID…]'],
    options: [
      search,
      { name: 'status', value: 'S', help: 'only jobs that are pending, or only those that are running' },
      { name: 'tag', value: 'T', help: 'only jobs of runs whose definition has this tag' },
      { name: 'all', value: null, help: 'every job that has not ended' },
    ],
    notes: [
      'With IDs it answers when nothing of them runs any more.',
      'With options it cancels all jobs that match, in the whole folder or below the IDs; Ctrl-C stops it between',
      'two chunks, and what is cancelled stays cancelled.',
      idNote,
    ],
  },
  retry: {
    summary: 'run again what failed or was cancelled because of it, and wait',
    usage: 'ID [ID …] [--command CMD] [--env K=V] [--item X] [--detach]',
    operands: ['ID…'],
    options: [
      { name: 'command', value: 'CMD', help: 'with another command, which goes to the shell (one job only)' },
      {
        name: 'env',
        value: 'K=V',
        isRepeated: true,
        help: 'with this on top of its environment; may be given several times (one job only)',
      },
      { name: 'item', value: 'X', help: 'with another item of its step (one job only)' },
      { name: 'detach', value: null, help: 'do not wait for the end' },
    ],
    notes: [
      'What completed is not run again. A run that was stopped or paused goes on.',
      'Exit code: 0 completed, 1 failed, 2 bad input, 3 cancelled, 130 interrupted. Progress goes to stderr.',
      idNote,
    ],
  },
  pause: {
    summary: 'start nothing new of runs, of a group or of the whole queue',
    usage: '[ID …] [--group NAME]',
    operands: ['[ID…]'],
    options: [group],
    notes: ['What runs goes on. Without an ID: the whole queue.'],
  },
  resume: {
    summary: 'go on with what was paused or stopped',
    usage: '[ID …] [--group NAME]',
    operands: ['[ID…]'],
    options: [group],
    notes: ['Without an ID: the whole queue. Nothing is started when nobody executes the folder.'],
  },
  rm: {
    summary: 'delete runs that have ended, with their jobs and logs',
    usage: 'ID [ID …]',
    operands: ['ID…'],
    options: [],
    notes: ['An ID is a run (r12). "runsheet list" shows the runs.'],
  },
  dead: {
    summary: 'list, retry or clear jobs without attempts left',
    usage: '[list | retry | rm] [ID …] [--search TEXT] [--all]',
    operands: ['[list|retry|rm]', '[ID…]'],
    options: [search, { name: 'all', value: null, help: 'retry or rm: every job on the shelf' }],
    notes: [
      '"dead rm" takes jobs off the shelf; it never deletes them or their logs.',
      '"dead retry" makes them pending again; they run when something executes the folder. "retry ID" waits for them.',
      'Ctrl-C stops between two chunks; what is done stays done.',
      idNote,
    ],
  },
  limit: {
    summary: 'show or change how much runs at once, and the priority of a run',
    usage: '[--total N] [--group NAME=N] | ID [--concurrency N] [--step NAME=N] [--priority N]',
    operands: ['[ID]'],
    options: [
      { name: 'total', value: 'N', help: 'jobs at once over all runs, or "none"' },
      {
        name: 'group',
        value: 'NAME=N',
        isRepeated: true,
        help: 'jobs of this group at once; "default" is 1. May be given several times',
      },
      { name: 'concurrency', value: 'N', help: 'jobs of the run at once' },
      {
        name: 'step',
        value: 'NAME=N',
        isRepeated: true,
        help: 'jobs of this step at once, or "none". May be given several times',
      },
      { name: 'priority', value: 'N', help: 'of the run: higher goes first' },
    ],
    notes: ['Without options: shows the limits of the queue. What runs goes on when a limit gets lower.'],
  },
} as const satisfies Record<string, VerbSpec>;
