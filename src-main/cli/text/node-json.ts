/** The JSON forms of runs, steps, jobs and lines; keys and their order are the contract of the command line. */
import type { LogRow, NodeDetails, Stats, TreeNode } from '../../../src-shared/model';
import { elapsedMs, isoTime, isoTimeWithMicroseconds } from './times';

/** One run, step or job. */
export function nodeJson(node: TreeNode) {
  return {
    id: node.id,
    parentId: node.parentId,
    runId: node.runId,
    kind: node.kind,
    type: node.type,
    name: node.name,
    status: node.status,
    reason: node.reason,
    attempt: node.attempt,
    createdAt: isoTime(node.createdAt),
    startedAt: isoTime(node.startedAt),
    endedAt: isoTime(node.endedAt),
    exitCode: node.exitCode,
    error: node.error,
    lines: node.lines,
    stats: statsJson(node.stats),
  };
}

/** One node with its attempts and what it ran. */
export function detailsJson(details: NodeDetails) {
  return {
    ...nodeJson(details),
    attempts: details.attempts.map((attempt) => ({
      ...attempt,
      startedAt: isoTime(attempt.startedAt),
      endedAt: isoTime(attempt.endedAt),
    })),
    input: details.input,
    env: details.env,
  };
}

/** The outcome of a run, or the counts of a node. `now` ends the duration of what has not ended. */
export function outcomeJson(
  node: Pick<TreeNode, 'runId' | 'status' | 'stats' | 'lines' | 'startedAt' | 'endedAt'>,
  now: number,
) {
  return {
    runId: node.runId,
    status: node.status,
    stats: statsJson(node.stats),
    lines: node.lines,
    durationMs: elapsedMs(node, now),
  };
}

/** One line of a log. */
export function logLineJson(row: LogRow) {
  return {
    n: row.n,
    seq: row.seq,
    jobId: row.jobId,
    line: row.line,
    ts: isoTimeWithMicroseconds(row.time),
    level: row.level,
    stream: row.stream,
    text: row.text,
    ...(row.cont ? { cont: true } : {}),
    ...(row.raw === null ? {} : { raw: row.raw }),
  };
}

/** The five counts and their sum. */
export function statsJson({ total, pending, running, completed, failed, cancelled }: Stats): Stats {
  return { total, pending, running, completed, failed, cancelled };
}
