/** Limits and pauses over all runs, as a person set them; they outlive the engine. */
import type { QueueState } from '../../../src-shared/model';
import type { ReadyQueue } from './ready-queue';

/** The settings as the catalog keeps them. */
export interface QueueRecord {
  readonly paused: boolean;
  readonly limit: number | null;
  /** Sizes of groups that have another than the usual one. */
  readonly groups: Readonly<Record<string, number>>;
  readonly pausedGroups: readonly string[];
}

/** What a folder begins with. */
export const usualQueueRecord: QueueRecord = { paused: false, limit: null, groups: {}, pausedGroups: [] };

/** See the head of this file. */
export class QueueSettings {
  readonly #queue: ReadyQueue;
  #record: QueueRecord;

  constructor(queue: ReadyQueue, record: QueueRecord) {
    this.#queue = queue;
    this.#record = record;
    queue.setLimit(record.limit);
    queue.pause(record.paused);
    for (const [name, size] of Object.entries(record.groups)) queue.setGroupSize(name, size);
    for (const name of record.pausedGroups) queue.pauseGroup(name, true);
  }

  get record(): QueueRecord {
    return this.#record;
  }

  get state(): QueueState {
    const { paused, limit } = this.#record;
    return { paused, limit, running: this.#queue.running, groups: this.#queue.groups };
  }

  /** Pauses the whole queue (null) or a group, or lets it go on. */
  pause(group: string | null, paused: boolean): void {
    if (group === null) {
      this.#record = { ...this.#record, paused };
      this.#queue.pause(paused);
      return;
    }
    const others = this.#record.pausedGroups.filter((name) => name !== group);
    this.#record = { ...this.#record, pausedGroups: paused ? [...others, group] : others };
    this.#queue.pauseGroup(group, paused);
  }

  /** Changes the limit over all runs (null: none; not given: as it is) and sizes of groups (null: the usual one). */
  change(change: {
    readonly limit?: number | null | undefined;
    readonly groups?: Readonly<Record<string, number | null>> | undefined;
  }): void {
    if (change.limit !== undefined) {
      this.#record = { ...this.#record, limit: change.limit };
      this.#queue.setLimit(change.limit);
    }
    for (const [name, size] of Object.entries(change.groups ?? {})) {
      const { [name]: _, ...others } = this.#record.groups;
      this.#record = { ...this.#record, groups: size === null ? others : { ...others, [name]: size } };
      this.#queue.setGroupSize(name, size);
    }
  }
}
