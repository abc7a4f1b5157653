import { describe, expect, it } from 'vitest';
import { actionsOf, type ActedRow } from '../../../../src-renderer/actions/node-actions';
import { emptyStats } from '../../../../src-shared/model';
import { runRow } from '../fake-engine';

const names = (row: ActedRow): string[] => actionsOf(row).map(({ name }) => name);
const labels = (row: ActedRow): string[] => actionsOf(row).map(({ label }) => label);
const stats = (change: object) => ({ ...emptyStats(), ...change });

describe('the menu of a row', () => {
  it('offers to send input to a command that runs, and to nothing else', () => {
    const running = { kind: 'job', type: 'command', status: 'running' } as const;
    expect(names(runRow('r1.1', running))).toContain('send');
    expect(names(runRow('r1.1', { ...running, cancelling: true }))).not.toContain('send');
    expect(names(runRow('r1.1', { ...running, type: 'script' }))).not.toContain('send');
    expect(names(runRow('r1.1', { ...running, status: 'pending' }))).not.toContain('send');
    expect(names(runRow('r1', { status: 'running' }))).not.toContain('send');
  });

  it('offers of a running run to pause it, change its limits and cancel it', () => {
    expect(names(runRow('r1'))).toEqual(['pause', 'limits', 'log', 'copy-id', 'cancel']);
  });

  it('offers of a paused or stopped run to go on', () => {
    expect(labels(runRow('r1', { paused: true }))[0]).toBe('Resume run');
    expect(labels(runRow('r1', { status: 'pending', held: true }))[0]).toBe('Continue run');
  });

  it('names the size of a retry', () => {
    const failed = runRow('r1', { status: 'failed', stats: stats({ total: 20, failed: 17, completed: 3 }) });
    expect(labels(failed)[0]).toBe('Retry 17 failed jobs');
    expect(names(failed)).toEqual(['retry', 'log', 'copy-id', 'export', 'remove']);
    expect(labels({ ...failed, stats: stats({ total: 1, failed: 1 }) })[0]).toBe('Retry 1 failed job');
  });

  it('offers changes for one job that failed or was cancelled', () => {
    const job = runRow('r1.1', { kind: 'job', status: 'failed', dead: true });
    expect(names(job)).toEqual(['retry', 'changes', 'log', 'copy-id', 'clear']);
    expect(names({ ...job, status: 'cancelled', dead: false })).toEqual([
      'retry',
      'changes',
      'log',
      'copy-id',
    ]);
    expect(names({ ...job, status: 'completed', dead: false })).toEqual(['log', 'copy-id']);
  });

  it('offers to run a waiting job now, and what was cancelled again', () => {
    const waiting = runRow('r1.1', { kind: 'job', status: 'pending', attempt: 1, readyAt: 5 });
    expect(labels(waiting)[0]).toBe('Run now');
    expect(names(waiting)).not.toContain('changes');
    expect(names({ ...waiting, readyAt: null })).not.toContain('retry');
    const cancelled = runRow('r1', { status: 'cancelled', stats: stats({ total: 2, cancelled: 2 }) });
    expect(labels(cancelled)[0]).toBe('Retry 2 cancelled jobs');
    expect(labels(runRow('r1.1', { kind: 'step', status: 'failed' }))[0]).toBe('Retry step');
  });

  it('does not offer to cancel what is being cancelled', () => {
    expect(names(runRow('r1', { cancelling: true }))).not.toContain('cancel');
  });

  it('has the keys of the look', () => {
    const keys = Object.fromEntries(
      actionsOf(runRow('r1.1', { kind: 'job', status: 'failed' })).map(({ name, key }) => [name, key]),
    );
    expect(keys).toMatchObject({ retry: 'R', changes: 'Shift R', log: 'Enter' });
    expect(actionsOf(runRow('r1')).find(({ name }) => name === 'cancel')?.key).toBe('Ctrl .');
  });

  it('offers of a run that can only be read what works: its log, its id, its archive, its removal', () => {
    const opened = { status: 'failed', origin: 'archive', stats: stats({ total: 2, failed: 2 }) } as const;
    expect(names(runRow('r1', opened))).toEqual(['log', 'copy-id', 'export', 'remove']);
    expect(names(runRow('r1.2', { ...opened, kind: 'job', dead: true }))).toEqual(['log', 'copy-id']);
  });
});
