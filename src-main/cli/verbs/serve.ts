/** `runsheet serve`: the engine of a folder without a window. */
import type { Engine } from '../../engine/engine';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { openEngine } from '../link/own-engine';
import { TraceFile } from '../trace-file';

/** How often it is looked whether there is anything left to do. */
const checkMs = 50;
/**
 * So long an engine waits with nothing to do, before and after its first client. One that comes too late finds
 * nobody and starts an engine of its own.
 */
const lingerMs = { firstClient: 2000, nextClient: 300 } as const;

/** See the head of this file. */
export async function serve(context: CliContext, given: Arguments): Promise<number> {
  // A terminal that is closed stops what it had started, as Ctrl-C does.
  const interruption = new Interruption(['SIGINT', 'SIGTERM', 'SIGHUP']);
  // An engine that ends when it is idle would start what happens to be due while it lives, and nothing else.
  const schedules = !given.has('until-idle');
  const traceName = given.text('trace-feed');
  const trace = traceName === null ? null : TraceFile.open(context, traceName);
  try {
    return await execute(context, given, { interruption, trace, schedules });
  } finally {
    trace?.close();
  }
}

async function execute(
  context: CliContext,
  given: Arguments,
  {
    interruption,
    trace,
    schedules,
  }: {
    readonly interruption: Interruption;
    readonly trace: TraceFile | null;
    readonly schedules: boolean;
  },
): Promise<number> {
  const traced = trace === null ? {} : { traceFeed: trace.add };
  const engine = await openEngine(context, { executes: true, recovers: true, schedules, ...traced });
  try {
    if (context.json) await context.out.json({ dataFolder: context.dataFolder, pid: process.pid });
    else await context.err.line(`Runsheet executes ${context.dataFolder}; socket ready`);
    const watch = new IdleWatch(engine, context);
    try {
      await Promise.race([interruption.asked, ...(given.has('until-idle') ? [watch.idle] : [])]);
    } finally {
      watch.end();
    }
  } finally {
    await engine.stop();
  }
  interruption.end();
  return exitCodes.completed;
}

/** Watches an engine: whether it has nothing left to do, and whether it can write. */
class IdleWatch {
  /** Resolves when nothing runs or will run by itself and no client has been connected for a while. */
  readonly idle: Promise<void>;
  readonly #timer: NodeJS.Timeout;

  constructor(engine: Engine, context: CliContext) {
    let linger: number = lingerMs.firstClient;
    let busyAt = performance.now();
    let trouble: string | null = null;
    let resolve: () => void = () => {};
    this.idle = new Promise((settle) => {
      resolve = settle;
    });
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (engine.clients > 0) linger = lingerMs.nextClient;
      if (engine.clients > 0 || engine.isBusy) busyAt = now;
      if (now - busyAt >= linger) resolve();
      if (engine.trouble === trouble) return;
      trouble = engine.trouble;
      if (!context.json) void context.err.line(trouble ?? 'Writing works again.');
    }, checkMs);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
