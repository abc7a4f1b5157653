import { afterAll, afterEach, beforeEach, expect } from 'vitest';

/**
 * Makes a test fail on what it leaves lying about: a warning nobody expected, a child process or a worker
 * thread that is still alive at the end of its file. A test that expects a warning replaces the console's
 * method with `vi.spyOn(console, 'warn').mockImplementation(…)`.
 */

const settleMs = 2_000;
const threads = new Set<number>();
let messages: string[] = [];

for (const method of ['warn', 'error'] as const) {
  const print = console[method].bind(console);
  console[method] = (...args: unknown[]) => {
    messages.push(`console.${method}: ${args.map(String).join(' ')}`);
    print(...args);
  };
}
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') messages.push(`${warning.name}: ${warning.message}`);
});
process.on('worker', (worker) => {
  const id = worker.threadId;
  threads.add(id);
  worker.once('exit', () => threads.delete(id));
});

beforeEach(() => {
  messages = [];
});

afterEach(() => {
  expect(messages, 'warnings that the test did not expect').toEqual([]);
});

afterAll(async () => {
  const deadline = Date.now() + settleMs;
  while (strays().length > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  expect(strays(), 'child processes or threads still alive after the last test').toEqual([]);
});

function strays(): string[] {
  const children = process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap');
  return [...children.map(() => 'child process'), ...[...threads].map((id) => `thread ${id}`)];
}
