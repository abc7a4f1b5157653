import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jobStatuses } from '../../../../../src-shared/model';
import {
  allTransitions,
  hasEnded,
  jobEvents,
  nextStatus,
} from '../../../../../src-main/engine/jobs/job-states';

const chart = readFileSync(new URL('../../../../../docs/job-states.md', import.meta.url), 'utf8');

describe('the states of a job', () => {
  it('are the same in the code and in docs/job-states.md', () => {
    const drawn = [...chart.matchAll(/^ {4}(\w+) --> (\w+): (\w+)$/gm)].map(([, from, to, event]) => ({
      from,
      event,
      to,
    }));
    const byArrow = (a: { from: string; event: string }, b: { from: string; event: string }) =>
      `${a.from} ${a.event}`.localeCompare(`${b.from} ${b.event}`);
    expect(drawn.sort(byArrow)).toEqual([...allTransitions()].sort(byArrow));
  });

  it('name every event in the table below the chart', () => {
    const named = [...chart.matchAll(/^\| (\w+) +\| [A-Z]/gm)].map(([, event]) => event);
    expect(named).toEqual([...jobEvents]);
  });

  it('change only by the events of the chart', () => {
    const arrows = new Map(allTransitions().map(({ from, event, to }) => [`${from} ${event}`, to]));
    for (const status of jobStatuses) {
      for (const event of jobEvents) {
        expect(nextStatus(status, event)).toBe(arrows.get(`${status} ${event}`) ?? null);
      }
    }
  });

  it('are left from an end only when a person asks', () => {
    for (const { from, event } of allTransitions()) if (hasEnded(from)) expect(event).toBe('requeue');
  });
});
