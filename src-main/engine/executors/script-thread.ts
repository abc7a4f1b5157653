/**
 * Entry of the thread of one script: loads the module, calls its default export, and says what came of it. Whatever
 * the script prints goes over the same port as its log lines, so both keep their order.
 */
import { getEventListeners } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { describeLoadError, describeThrown } from './script-failure';
import { createScriptJob } from './script-job';
import type { FromScript, ScriptFailure, ScriptThreadData, ToScript } from './script-protocol';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const data = workerData as ScriptThreadData;
const post = (message: FromScript): void => {
  port.postMessage(message);
};

type Write = (data: string | Uint8Array, encoding?: unknown, callback?: unknown) => boolean;

/** Takes what is written to a stream of the thread, in the order in which it is written. */
function capture(target: NodeJS.WriteStream, stream: 0 | 1): void {
  const write: Write = (chunk, encoding, callback) => {
    const isBuffer = typeof chunk !== 'string';
    const known = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
    const text = isBuffer || known === 'utf8' || known === 'utf-8';
    post({ type: 'output', stream, data: text ? chunk : Buffer.from(chunk, known) });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  target.write = write;
}

async function callScript(job: unknown): Promise<ScriptFailure | null> {
  const path = fileURLToPath(data.module);
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(/* @vite-ignore */ data.module)) as { readonly default?: unknown };
  } catch (error) {
    return describeLoadError(error, path);
  }
  if (typeof loaded.default !== 'function') {
    return { error: `The script has no default export that is a function: ${path}`, stack: '' };
  }
  try {
    await (loaded.default as (job: unknown) => unknown)(job);
    return null;
  } catch (error) {
    return describeThrown(error);
  }
}

capture(process.stdout, 0);
capture(process.stderr, 1);
const exit = process.exit.bind(process);
process.exit = (code) => {
  const given = Number(code ?? process.exitCode ?? 0);
  post({ type: 'exits', code: Number.isInteger(given) ? given : 1 });
  return exit(code);
};
if (data.nodeOptions !== null) process.env.NODE_OPTIONS = data.nodeOptions;

const { job, receive } = createScriptJob(data.job, {
  post,
  waits: (forAnswers) => {
    if (forAnswers) port.ref();
    else port.unref();
  },
});
port.on('message', (message: ToScript) => {
  receive(message);
});
// A script that waits for something that never comes ends by itself, and the executor says so. One that waits for its
// own end, such as a server, waits for something that comes.
port.unref();
process.on('beforeExit', () => {
  if (getEventListeners(job.signal, 'abort').length > 0) port.ref();
});

void callScript(job).then((failure) => {
  const hasProcesses = process.getActiveResourcesInfo().includes('ProcessWrap');
  post({ type: 'ended', failure, hasProcesses });
});
