import { afterEach, describe, expect, it } from 'vitest';
import type { Scheduled } from '../../../../../src-main/engine/schedule/arrivals';
import { keptRecords } from '../../../../../src-main/engine/schedule/schedule-book';
import { DrivenSchedule, everyMinute } from './driven-schedule';

const day = '2026-05-04T';
let schedule: DrivenSchedule;
afterEach(() => {
  schedule.stop();
});

async function begun(...definitions: readonly Scheduled[]): Promise<DrivenSchedule> {
  schedule = new DrivenSchedule(`${day}10:00:30Z`);
  await schedule.start(...definitions);
  return schedule;
}

describe('a due time', () => {
  it('starts a run once, and a record says which', async () => {
    await begun(everyMinute());
    expect(schedule.started).toEqual([]);
    await schedule.at(`${day}10:01:00Z`);
    await schedule.at(`${day}10:01:20Z`);
    expect(schedule.records('a')).toEqual(['10:01:00 started r1']);
  });

  it('is not started a second time after a crash, nor when the clock is set back', async () => {
    await begun(everyMinute());
    await schedule.at(`${day}10:01:00Z`);
    schedule.crash();
    schedule.open.clear();
    await schedule.start(everyMinute());
    expect(schedule.started).toHaveLength(1);
    await schedule.at(`${day}09:30:00Z`);
    await schedule.at(`${day}10:00:00Z`);
    await schedule.at(`${day}10:01:30Z`);
    expect(schedule.started).toHaveLength(1);
    await schedule.at(`${day}10:02:00Z`);
    expect(schedule.records('a')).toEqual(['10:01:00 started r1', '10:02:00 started r2']);
  });

  it('does not wait for a clock that was wrong by years; those with a record do not come again', async () => {
    await begun(everyMinute());
    await schedule.at(`${day}10:01:00Z`);
    await schedule.end(1);
    await schedule.at('2031-01-01T00:00:00Z');
    await schedule.end(2);
    await schedule.at(`${day}10:00:40Z`);
    await schedule.at(`${day}10:01:00Z`);
    expect(schedule.started.map(({ run }) => run)).toEqual([1, 2]);
    await schedule.at(`${day}10:02:00Z`);
    expect(schedule.started).toHaveLength(3);
    expect(schedule.started[2].at).toBe(Date.parse(`${day}10:02:00Z`));
  });

  it('of a definition that is new, or changed, begins with now', async () => {
    await begun();
    await schedule.at(`${day}12:00:30Z`);
    await schedule.update(everyMinute());
    expect(schedule.records('a')).toEqual([]);
    const hourly = {
      schedule: { when: { kind: 'every', everyMs: 3_600_000 }, catchUp: 'all' },
    } as const;
    await schedule.update(everyMinute(hourly));
    await schedule.at(`${day}12:59:00Z`);
    expect(schedule.started).toEqual([]);
    await schedule.at(`${day}13:00:00Z`);
    expect(schedule.records('a')).toEqual(['13:00:00 started r1']);
  });

  it('says why nothing was started: a mistake in the file, enabled = false, a pause', async () => {
    await begun(everyMinute());
    schedule.broken.set('/a.toml', 'a.toml line 3: step.x is wrong');
    await schedule.at(`${day}10:01:00Z`);
    schedule.broken.clear();
    await schedule.update(everyMinute({ enabled: false }));
    await schedule.at(`${day}10:02:00Z`);
    await schedule.update(everyMinute());
    schedule.book.put('a', { paused: true });
    await schedule.at(`${day}10:03:00Z`);
    schedule.book.put('a', { paused: false });
    schedule.book.setAllPaused(true);
    await schedule.at(`${day}10:04:00Z`);
    expect(schedule.records('a')).toEqual([
      '10:01:00 failed: a.toml line 3: step.x is wrong',
      '10:02:00 skipped: the definition says enabled = false',
      '10:03:00 skipped: its schedule is paused',
      '10:04:00 skipped: all schedules are paused',
    ]);
    expect(schedule.started).toEqual([]);
  });

  it('keeps its record as long as there are not too many', async () => {
    await begun(everyMinute());
    schedule.book.setAllPaused(true);
    const from = Date.parse(`${day}10:01:00Z`);
    for (let minute = 0; minute < keptRecords + 3; minute += 1) {
      await schedule.at(new Date(from + minute * 60_000).toISOString());
    }
    const records = schedule.records('a');
    expect(records).toHaveLength(keptRecords);
    expect(records[0]).toMatch(/^10:04:00/);
  });
});

describe('a definition that was off', () => {
  const off = async (catchUp: 'none' | 'once' | 'all', overlap: 'skip' | 'queue' = 'skip') => {
    const definition = everyMinute({ overlap }, catchUp);
    await begun(definition);
    await schedule.at(`${day}10:01:00Z`);
    await schedule.end(1);
    schedule.crash();
    schedule.now = Date.parse(`${day}10:05:30Z`);
    await schedule.start(definition);
  };
  const missed = 'missed: nothing executed the folder at that time, or the machine slept';

  it('with catch_up = "none" starts only what is due now', async () => {
    await off('none');
    expect(schedule.records('a')).toEqual([
      '10:01:00 started r1',
      `10:02:00 ${missed}`,
      `10:03:00 ${missed}`,
      `10:04:00 ${missed}`,
      '10:05:00 started r2',
    ]);
  });

  it('with "once" starts one run for all that was missed', async () => {
    const nightly = everyMinute({
      schedule: {
        when: { kind: 'cron', expression: '0 2 * * *', timezone: 'Europe/Berlin' },
        catchUp: 'once',
      },
    });
    await begun(nightly);
    schedule.crash();
    schedule.now = Date.parse('2026-05-07T09:00:00Z');
    await schedule.start(nightly);
    expect(schedule.records('a')).toEqual([
      `00:00:00 ${missed}`,
      `00:00:00 ${missed}`,
      '00:00:00 started r1: made up for: it was missed at its time',
    ]);
  });

  it('with "all" starts one run for each, one after the other', async () => {
    await off('all');
    expect(schedule.records('a').slice(1)).toEqual([
      '10:02:00 started r2: made up for: it was missed at its time',
      '10:03:00 waiting: r2 has not ended; it starts after that',
      '10:04:00 waiting: r2 has not ended; it starts after that',
      '10:05:00 skipped: r2 has not ended',
    ]);
    await schedule.end(2);
    expect(schedule.open.size).toBe(1);
    await schedule.end(3);
    await schedule.end(4);
    expect(schedule.records('a').slice(1, 4)).toEqual([
      '10:02:00 started r2: made up for: it was missed at its time',
      '10:03:00 started r3: made up for: it was missed at its time',
      '10:04:00 started r4: made up for: it was missed at its time',
    ]);
    expect(schedule.started).toHaveLength(4);
  });

  it('finds what waited, also when the run it waited for has ended meanwhile', async () => {
    await begun(everyMinute({ overlap: 'queue' }));
    await schedule.at(`${day}10:01:00Z`);
    await schedule.at(`${day}10:02:00Z`);
    expect(schedule.records('a')[1]).toMatch(/waiting/);
    schedule.crash();
    schedule.open.clear();
    await schedule.start(everyMinute({ overlap: 'queue' }));
    expect(schedule.records('a')).toEqual(['10:01:00 started r1', '10:02:00 started r2']);
  });
});

describe('a run that has not ended', () => {
  it('is left alone by skip', async () => {
    await begun(everyMinute());
    await schedule.at(`${day}10:01:00Z`);
    await schedule.at(`${day}10:02:00Z`);
    await schedule.end(1);
    await schedule.at(`${day}10:03:00Z`);
    expect(schedule.records('a')).toEqual([
      '10:01:00 started r1',
      '10:02:00 skipped: r1 has not ended',
      '10:03:00 started r2',
    ]);
  });

  it('is waited for by queue, by one due time at most', async () => {
    await begun(everyMinute({ overlap: 'queue' }));
    for (const minute of [1, 2, 3]) await schedule.at(`${day}10:0${minute}:00Z`);
    expect(schedule.records('a')).toEqual([
      '10:01:00 started r1',
      '10:02:00 waiting: r1 has not ended; it starts after that',
      '10:03:00 skipped: r1 has not ended, and one due time waits already',
    ]);
    await schedule.end(1);
    expect(schedule.records('a')[1]).toBe('10:02:00 started r2');
    expect(schedule.cancelled).toEqual([]);
  });

  it('is cancelled by replace, and the latest due time starts when it has ended', async () => {
    await begun(everyMinute({ overlap: 'replace' }));
    for (const minute of [1, 2, 3]) await schedule.at(`${day}10:0${minute}:00Z`);
    expect(schedule.cancelled).toEqual([1, 1]);
    expect(schedule.started).toHaveLength(1);
    await schedule.end(1);
    expect(schedule.records('a')).toEqual([
      '10:01:00 started r1',
      '10:02:00 skipped: a later due time took its place',
      '10:03:00 started r2',
    ]);
  });
});

it('a definition with auto_start starts with the app, and a record says so', async () => {
  const definition = everyMinute({ schedule: null, autoStart: true });
  await begun(definition);
  expect(schedule.records('a')).toEqual(['10:00:30 started r1']);
  await schedule.at(`${day}10:05:00Z`);
  schedule.crash();
  await schedule.start(definition);
  expect(schedule.records('a')[1]).toBe('10:05:00 skipped: r1 has not ended');
});
