/**
 * Entry of an executor thread: owns running tasks, reads what they print, and posts it in batches. It never waits for
 * one task while others want something.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { SendProblem } from './send-problem';
import { createTask } from './create-task';
import { GeneratorTask } from './generator-task';
import { JobEnvironment } from './job-environment';
import { LauncherStarter } from './launcher-starter';
import { Outbox } from './outbox';
import type { ExecutorThreadData, FromExecutor, GeneratedTasks, Task, ToExecutor } from './protocol';
import { finishTask, type RunningTask, type TaskContext } from './running-task';
import { StandbyCells } from './standby-cells';
import { StandbyList } from './standby-list';
import { TaskTimeouts } from './task-timeouts';
import { ThreadStarter } from './thread-starter';

/** Time between SIGTERM and SIGKILL when the time of an attempt is up. */
const timeoutGraceMs = 5000;

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const data = workerData as ExecutorThreadData;
const post = (message: FromExecutor): void => {
  port.postMessage(message);
};

const outbox = new Outbox({
  thread: data.thread,
  ticketMemory: data.ticketMemory,
  clockOffsetMs: data.clockOffsetMs,
  post: (batch, buffers, tails) => {
    port.postMessage({ type: 'batch', batch, tails } satisfies FromExecutor, buffers);
  },
  postTails: (tails) => {
    post({ type: 'tails', tails });
  },
});
const tasks = new Map<number, RunningTask>();
/** Lanes of the tasks that a standby may follow. */
const lanes = new Map<number, string>();
const standbys = new StandbyList(new StandbyCells(data.standbyMemory), data.thread);
const timeouts = new TaskTimeouts((taskNumber) => {
  tasks.get(taskNumber)?.end('timeout', timeoutGraceMs);
});
let closing = false;

const environment = new JobEnvironment();
const fallback = new ThreadStarter({ outbox, environment });
const starter =
  data.launcher === null
    ? fallback
    : new LauncherStarter({ outbox, environment, fallback, interpreter: data.launcher });

const context: TaskContext = {
  outbox,
  starter,
  environment,
  scriptThread: new URL(data.scriptThread),
  post,
  follower: (taskNumber) => {
    const lane = lanes.get(taskNumber);
    return lane === undefined || closing ? null : standbys.take(lane);
  },
  finished: (taskNumber, follower) => {
    tasks.delete(taskNumber);
    lanes.delete(taskNumber);
    timeouts.clear(taskNumber);
    // Not at once: what has ended is still being told.
    if (follower !== null && create(follower)) {
      queueMicrotask(() => {
        start(follower);
      });
    }
    if (closing && tasks.size === 0) setImmediate(close);
  },
};

/**
 * Tasks that start one a turn: a fork takes milliseconds, and those that run have something to say meanwhile. To ask a
 * launcher takes next to nothing, so of commands that one starts some go together.
 */
let toStart: Task[] = [];
const commandsTogether = data.launcher === null ? 1 : 16;

function take(task: Task): void {
  if (!create(task)) return;
  toStart.push(task);
  if (toStart.length === 1) setImmediate(startNext);
}

/** False when nothing can be made of it; its end is told then. */
function create(task: Task): boolean {
  try {
    tasks.set(task.taskNumber, createTask(task, context));
  } catch (error) {
    refuse(task, error);
    return false;
  }
  if (task.lane !== null) lanes.set(task.taskNumber, task.lane);
  return true;
}

function takeGenerated({ work, timeoutMs, taskNumber, seed, names }: GeneratedTasks): void {
  for (let at = 0; at < taskNumber.length; at++) {
    const task = { taskNumber: taskNumber[at], name: names?.[at] ?? '', timeoutMs };
    tasks.set(task.taskNumber, new GeneratorTask(task, work, seed[at], context));
    start(task);
  }
}

function start(task: Pick<Task, 'taskNumber' | 'timeoutMs'>): void {
  const running = tasks.get(task.taskNumber);
  if (running === undefined) return; // ended before its turn
  if (task.timeoutMs !== null) timeouts.set(task.taskNumber, task.timeoutMs);
  try {
    running.start();
  } catch (error) {
    refuse(task, error);
  }
}

/** What is wrong with one task must not take the thread down, and the others with it. */
function refuse({ taskNumber }: Pick<Task, 'taskNumber'>, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown.message : String(thrown);
  outbox.run(() => {
    finishTask(context, taskNumber, { outcome: 'failed', error });
  });
}

function startNext(): void {
  const first = toStart.slice(0, commandsTogether);
  const other = first.findIndex((task) => task.work.type !== 'command');
  const now = other === -1 ? first : first.slice(0, Math.max(1, other));
  toStart = toStart.slice(now.length);
  for (const task of now) start(task);
  if (toStart.length > 0) setImmediate(startNext);
}

function close(): void {
  if (!outbox.isEmpty) {
    // The rest leaves when the disk has taken what is under way.
    outbox.flush();
    if (!outbox.isEmpty) {
      setTimeout(close, 1);
      return;
    }
  }
  starter.stop();
  post({ type: 'closed' });
  port?.close();
}

port.on('message', (messages: readonly ToExecutor[]) => {
  for (const message of messages) receive(message);
});

function receive(message: ToExecutor): void {
  switch (message.type) {
    case 'run':
      for (const task of message.tasks) take(task);
      for (const group of message.generated) takeGenerated(group);
      break;
    case 'standby':
      standbys.add(message.standbys);
      break;
    case 'environment':
      environment.set(message.variables);
      break;
    case 'send': {
      const { taskNumber, request, text, end } = message;
      const sent = (problem: SendProblem | null): void => {
        post({ type: 'sent', taskNumber, request, problem });
      };
      const running = tasks.get(taskNumber);
      if (running === undefined) sent('ended');
      else if (running.send === undefined) sent('closed');
      else running.send(text, end, sent);
      break;
    }
    case 'end':
      tasks.get(message.taskNumber)?.end(message.cause, message.graceMs);
      break;
    case 'merged':
      outbox.merged(message.batches);
      break;
    case 'spawned':
      tasks.get(message.taskNumber)?.spawned?.(message.request, message.childId);
      break;
    case 'spawn-refused':
      tasks.get(message.taskNumber)?.spawnRefused?.(message.request, message.error);
      break;
    case 'child-ended':
      tasks.get(message.taskNumber)?.childEnded?.(message.childId, message.status);
      break;
    case 'close':
      closing = true;
      for (const task of [...tasks.values()]) task.end('stopped', 0);
      if (tasks.size === 0) close();
      break;
  }
}
post({ type: 'ready' });
