import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../../../../src-main/cli/output';
import { ProgressBar, ProgressLines, progressFor } from '../../../../src-main/cli/progress';
import type { FeedMessage } from '../../../../src-shared/contract';
import { emptyStats, type TreeRow } from '../../../../src-shared/model';

function row(parts: Partial<TreeRow>): TreeRow {
  return {
    id: 'r1',
    parentId: null,
    runId: 'r1',
    kind: 'run',
    type: 'demo',
    name: 'Demo',
    status: 'running',
    reason: null,
    attempt: 0,
    createdAt: 0,
    startedAt: 1000,
    endedAt: null,
    exitCode: null,
    error: null,
    lines: 0,
    stats: emptyStats(),
    position: 0,
    depth: 0,
    childCount: 0,
    open: false,
    held: false,
    paused: false,
    dead: false,
    maximumAttempts: 0,
    readyAt: null,
    cancelling: false,
    tolerated: false,
    progress: null,
    waitsFor: [],
    origin: null,
    ...parts,
  };
}

function message(scope: TreeRow, steps: readonly TreeRow[] = [], trouble: string | null = null): FeedMessage {
  return {
    epoch: 'e',
    previousRevision: null,
    revision: 1,
    committedAt: 0,
    totals: emptyStats(),
    lines: 0,
    runCount: 1,
    tree: {
      rowCount: steps.length,
      from: 0,
      rows: [...steps],
      shift: 0,
      matches: null,
      progress: null,
      selectedRow: null,
      above: { rows: [], more: 0 },
      below: { rows: [], more: 0 },
    },
    scope,
    throughput: null,
    selected: null,
    log: null,
    slots: { busy: 0, total: 0 },
    queue: { paused: false, limit: null, running: 0, groups: [] },
    dead: 0,
    bulks: [],
    selections: [],
    transfers: [],
    library: 0,
    trouble,
  };
}

function printed(show: (output: Output) => void): string {
  const stream = new PassThrough();
  show(new Output(stream));
  return String(stream.read() ?? '');
}

test('plain lines tell the start and the end of each step once', () => {
  const step = { id: 'r1.1', kind: 'step', name: 'build' } as const;
  const text = printed((output) => {
    const progress = new ProgressLines(output);
    progress.show(message(row({}), [row({ ...step, status: 'pending', startedAt: null })]));
    progress.show(message(row({}), [row(step)]));
    progress.show(message(row({}), [row(step)]));
    const stats = { ...emptyStats(), total: 3, completed: 2, failed: 1 };
    progress.show(message(row({}), [row({ ...step, status: 'failed', endedAt: 3500, stats })]));
    progress.end();
  });
  expect(text).toBe(
    [
      'r1 Demo started',
      'step build started',
      'step build failed in 2.5 s, 3 jobs: 2 completed, 1 failed',
      '',
    ].join('\n'),
  );
});

test('a step that never started says why', () => {
  const step = row({ id: 'r1.2', kind: 'step', name: 'test', status: 'cancelled', startedAt: null });
  const text = printed((output) => {
    new ProgressLines(output).show(message(row({}), [{ ...step, reason: 'dependency build failed' }]));
  });
  expect(text).toBe('r1 Demo started\nstep test cancelled (dependency build failed), 0 jobs\n');
});

test('trouble is told once', () => {
  const text = printed((output) => {
    const progress = new ProgressLines(output);
    progress.show(message(row({}), [], 'Disk full.'));
    progress.show(message(row({}), [], 'Disk full.'));
  });
  expect(text).toBe('Disk full.\nr1 Demo started\n');
});

test('whoever waits is told once that the queue or the run is paused', () => {
  const paused = message(row({}));
  const text = printed((output) => {
    const progress = new ProgressLines(output);
    progress.show({ ...paused, queue: { ...paused.queue, paused: true } });
    progress.show({ ...paused, queue: { ...paused.queue, paused: true } });
    progress.show(message(row({ paused: true })));
  });
  expect(text).toBe(
    [
      'The queue is paused: nothing new starts until "runsheet resume".',
      'r1 Demo started',
      'r1 is paused: nothing new of it starts until "runsheet resume r1".',
      '',
    ].join('\n'),
  );
});

test('the bar is drawn over itself, fits the terminal and leaves it clean', () => {
  const stats = { ...emptyStats(), total: 4, completed: 1, failed: 1, running: 2 };
  const text = printed((output) => {
    const progress = new ProgressBar(output);
    progress.show(message(row({ stats, name: 'x'.repeat(200) })));
    progress.show(message(row({ stats, name: 'x'.repeat(200) })));
    progress.end();
  });
  const [, bar, end] = text.split('\r\u001b[K');
  expect(bar.startsWith('████████████░░░░░░░░░░░░  50%  2/4  2 running  1 failed  xxx')).toBe(true);
  expect(bar.length).toBe(79);
  expect(end).toBe('');
});

test('with --json there is no progress', () => {
  const text = printed((err) => {
    progressFor({ json: true, err }).show(message(row({})));
  });
  expect(text).toBe('');
});
