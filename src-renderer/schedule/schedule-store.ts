/** What starts by itself, with its next and latest due times. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ScheduleList } from '../../src-shared/schedule';
import { call } from '../engine/client';
import { followLibrary } from '../feed/follow-library';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';

/** Lists schedules, holds them back and lets them go on. */
export const useScheduleStore = defineStore('schedule', () => {
  const navigation = useNavigationStore();
  /** Null until it is known. */
  const list = shallowRef<ScheduleList | null>(null);

  async function load(): Promise<void> {
    const answer = await call('schedule.list', {}).catch(() => null);
    // An engine that goes away is told elsewhere; the next one brings the list again.
    if (answer !== null) list.value = answer;
  }

  /** Holds one schedule back or lets it go on; null: all of them. Either can be taken back. */
  async function setPaused(id: string | null, paused: boolean): Promise<void> {
    const turn = async (pauses: boolean): Promise<boolean> => {
      const done = await navigation.attempt(() =>
        call(pauses ? 'schedule.pause' : 'schedule.resume', { id }),
      );
      await load();
      return done !== undefined;
    };
    if (await turn(paused)) navigation.tellUndoable(doneText(id, paused), () => turn(!paused));
  }

  function doneText(id: string | null, paused: boolean): string {
    const { pauseDone, resumeDone, pauseAllDone, resumeAllDone } = texts.schedule;
    if (id === null) return paused ? pauseAllDone : resumeAllDone;
    const name = list.value?.definitions.find((one) => one.id === id)?.name ?? id;
    return paused ? pauseDone(name) : resumeDone(name);
  }

  followLibrary(load);

  return { list, setPaused };
});
