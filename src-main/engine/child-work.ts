/** The work of jobs that their step does not describe: added commands, children, and jobs with a person's changes. */
import type { JobEdit } from '../../src-shared/contract';
import type { ChildRequest } from './executors/protocol';

/** What a job runs in the place of what its step says; kept in the catalog. */
export type ChildWork = OriginalWork | EditedWork;

/** Work as it was asked for. */
export type OriginalWork =
  | {
      readonly type: 'added';
      /** An array is run as it stands; a text goes to the shell. */
      readonly command: readonly string[] | string;
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      /** Its stdin stays open for what is sent; default: closed. */
      readonly stdin?: 'closed' | 'open' | undefined;
    }
  | { readonly type: 'child'; readonly child: ChildRequest };

/** Work that a person changed before the job was sent round again. */
export interface EditedWork {
  readonly type: 'edited';
  /** Null: what its step says. */
  readonly original: OriginalWork | null;
  readonly edit: JobEdit;
}

/** The work of a command that a person added. */
export function addedWork(input: {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly stdin?: 'closed' | 'open' | undefined;
}): ChildWork {
  const { command, cwd, env = {}, stdin } = input;
  return { type: 'added', command, cwd, env, ...(stdin === 'open' ? { stdin } : {}) };
}

/** A further change on top of the work that a job has; what the change does not mention stays. */
export function editedWork(work: ChildWork | null, edit: JobEdit): EditedWork {
  if (work?.type !== 'edited') return { type: 'edited', original: work, edit };
  const env = { ...work.edit.env, ...edit.env };
  return { ...work, edit: { ...work.edit, ...edit, ...(Object.keys(env).length === 0 ? {} : { env }) } };
}
