/** The work of jobs that no step describes: added commands, and children that jobs ask for. */
import type { ChildRequest } from './executors/protocol';

/** What a job runs that no step describes; kept in the catalog. */
export type ChildWork =
  | {
      readonly type: 'added';
      readonly command: readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: 'child'; readonly child: ChildRequest };

/** The work of a command that a person added. */
export function addedWork(input: {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}): ChildWork {
  return { type: 'added', command: input.command, cwd: input.cwd, env: input.env ?? {} };
}
