/** What every verb gets: where to work and where to write. */
import type { Output } from './output';
import type { Palette } from './text/terminal';

/** See the head of this file. */
export interface CliContext {
  /** Absolute. */
  readonly dataFolder: string;
  readonly json: boolean;
  readonly out: Output;
  readonly err: Output;
  /** Colours for stdout. */
  readonly palette: Palette;
  readonly version: string;
  /** `file:` URL of this program's own entry; the thread scripts lie beside it. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
}

/** Exit codes of the command line; 2 is every error. */
export const exitCodes = {
  completed: 0,
  failed: 1,
  error: 2,
  cancelled: 3,
  interrupted: 130,
} as const;
