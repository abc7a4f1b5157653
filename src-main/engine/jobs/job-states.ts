/**
 * The state machine of a job: pure and exhaustive. The chart in `docs/job-states.md` has the same arrows, and a
 * test compares the two.
 */
import type { JobStatus } from '../../../src-shared/model';

/** What can happen to a job. */
export const jobEvents = [
  /** A free slot: an attempt begins. */
  'lease',
  /** The attempt ended well. */
  'complete',
  /** The attempt ended badly and another one follows, at once or after a wait. */
  'retry',
  /** The attempt ended badly and none is left. */
  'fail',
  /** Cancelled before it started, or its attempt was ended because of a cancel. */
  'cancel',
  /** The attempt was ended by a stop or died with its engine; the job goes back to the queue. */
  'release',
  /** A person asks for it to be run again. */
  'requeue',
] as const;
export type JobEvent = (typeof jobEvents)[number];

const transitions: Readonly<Record<JobStatus, Readonly<Partial<Record<JobEvent, JobStatus>>>>> = {
  pending: { lease: 'running', cancel: 'cancelled' },
  running: {
    complete: 'completed',
    retry: 'pending',
    fail: 'failed',
    cancel: 'cancelled',
    release: 'pending',
  },
  completed: {},
  failed: { requeue: 'pending' },
  cancelled: { requeue: 'pending' },
};

/** The status after the event, or null when the event means nothing in this status. */
export function nextStatus(status: JobStatus, event: JobEvent): JobStatus | null {
  return transitions[status][event] ?? null;
}

/** Every arrow of the chart, as `pending -lease-> running`. */
export function allTransitions(): readonly { from: JobStatus; event: JobEvent; to: JobStatus }[] {
  return Object.entries(transitions).flatMap(([from, events]) =>
    Object.entries(events).map(([event, to]) => ({
      from: from as JobStatus,
      event: event as JobEvent,
      to,
    })),
  );
}

/** Whether nothing will happen to the job any more unless a person asks for it. */
export function hasEnded(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
