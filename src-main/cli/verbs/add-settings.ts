/** The options that one added command and a batch of them share. */
import { RunsheetError } from '../../../src-shared/errors';
import type { Arguments } from '../arguments';
import type { CliContext } from '../context';

/** What the engine is told about every added job. Throws `bad-input`. */
export function addSettings(context: CliContext, given: Arguments) {
  const name = given.text('name');
  const priority = given.wholeNumber('priority', { min: -1_000_000, max: 1_000_000 });
  const retries = given.wholeNumber('retries', { min: 0, max: 1000 });
  const group = given.text('group');
  const searchPath = context.environment.PATH;
  return {
    cwd: context.workingFolder,
    ...(name === null ? {} : { name }),
    ...(priority === null ? {} : { priority }),
    ...(retries === null ? {} : { retries }),
    ...(group === null ? {} : { group }),
    // The engine may have been started elsewhere: the command is found as it would be found here.
    ...(searchPath === undefined ? {} : { env: { PATH: searchPath } }),
  };
}

/** Refuses options that mean nothing here. Throws `bad-input`: `--NAME why.` */
export function refuse(given: Arguments, names: readonly string[], why: string): void {
  const name = names.find((one) => given.has(one));
  if (name !== undefined) throw new RunsheetError('bad-input', `--${name} ${why}.`);
}
