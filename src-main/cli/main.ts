/** Runs one command line from its arguments to its exit code. */
import { homedir } from 'node:os';
import { version } from '../../package.json';
import { RunsheetError } from '../../src-shared/errors';
import type { Arguments } from './arguments';
import { asksForJson, parseCommandLine } from './command-line';
import { exitCodes, type CliContext } from './context';
import { dataFolderOf } from '../engine/data-folder';
import { errorText } from './errors';
import { helpText } from './help-text';
import { Output } from './output';
import { paletteFor } from './text/terminal';
import type { VerbName } from './verb-table';

type Handler = (context: CliContext, given: Arguments) => Promise<number>;

/** Loaded when needed: looking at a folder starts faster without everything that executing one takes. */
const handlers: Readonly<Record<VerbName, () => Promise<Handler>>> = {
  run: async () => (await import('./verbs/run')).run,
  add: async () => (await import('./verbs/add')).add,
  list: async () => (await import('./verbs/list')).list,
  jobs: async () => (await import('./verbs/jobs')).jobs,
  show: async () => (await import('./verbs/show')).show,
  logs: async () => (await import('./verbs/logs')).logs,
  compare: async () => (await import('./verbs/compare')).compare,
  stats: async () => (await import('./verbs/stats')).stats,
  export: async () => (await import('./verbs/export')).exportRun,
  open: async () => (await import('./verbs/open')).open,
  cancel: async () => (await import('./verbs/cancel')).cancel,
  retry: async () => (await import('./verbs/retry')).retry,
  pause: async () => (await import('./verbs/pause')).pause,
  resume: async () => (await import('./verbs/pause')).resume,
  rm: async () => (await import('./verbs/rm')).rm,
  dead: async () => (await import('./verbs/dead')).dead,
  limit: async () => (await import('./verbs/limit')).limit,
  retention: async () => (await import('./verbs/retention')).retention,
  definitions: async () => (await import('./verbs/definitions')).definitions,
  schedule: async () => (await import('./verbs/schedule')).schedule,
  send: async () => (await import('./verbs/send')).send,
  verify: async () => (await import('./verbs/verify')).verify,
  serve: async () => (await import('./verbs/serve')).serve,
};

/** Runs the command line of this process; `entry` is the `file:` URL of the program. Answers with its exit code. */
export async function main(entry: string): Promise<number> {
  const args = process.argv.slice(2);
  const out = new Output(process.stdout);
  const err = new Output(process.stderr);
  try {
    const code = await dispatch(args, { entry, out, err });
    await out.flush();
    return code;
  } catch (error) {
    await err.write(errorText(error, asksForJson(args)));
    await err.flush();
    return exitCodes.error;
  }
}

async function dispatch(
  args: readonly string[],
  streams: Pick<CliContext, 'entry' | 'out' | 'err'>,
): Promise<number> {
  const invocation = parseCommandLine(args);
  switch (invocation.kind) {
    case 'help':
      await streams.out.write(helpText(invocation.verb));
      return exitCodes.completed;
    case 'version':
      await streams.out.line(version);
      return exitCodes.completed;
    case 'verb': {
      const { verb, given } = invocation;
      const workingFolder = currentFolder();
      const handler = await handlers[verb]();
      return handler(
        {
          ...streams,
          json: given.has('json'),
          dataFolder: dataFolderOf(given.text('data'), {
            platform: process.platform,
            environment: process.env,
            homeFolder: homedir(),
            workingFolder,
          }),
          palette: paletteFor(process.stdout, process.env),
          version,
          environment: process.env,
          workingFolder,
        },
        given,
      );
    }
  }
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new RunsheetError('bad-input', 'The folder you are in does not exist any more.', {
      hint: 'Change to another folder.',
      cause,
    });
  }
}
