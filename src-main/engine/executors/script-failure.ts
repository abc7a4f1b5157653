/** Puts into words what a script has thrown. */
import { inspect } from 'node:util';
import type { ScriptFailure } from './script-protocol';

/** The sentence and the stack of anything thrown. */
export function describeThrown(thrown: unknown): ScriptFailure {
  if (!isErrorLike(thrown)) {
    const text = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 2, breakLength: Infinity });
    return { error: firstLine(text) || 'The script threw nothing', stack: '' };
  }
  const { name, message } = thrown;
  const plain = message === '' || name === 'Error' || name === '' ? message : `${name}: ${message}`;
  const error = firstLine(plain) || name || 'The script threw an error without a message';
  const causes: string[] = [thrown.stack ?? plain];
  for (let cause: unknown = thrown.cause; isErrorLike(cause) && causes.length < 5; cause = cause.cause) {
    causes.push(`Caused by: ${cause.stack ?? cause.message}`);
  }
  return { error, stack: causes.join('\n') };
}

/** The sentence and the stack when the module could not be loaded. */
export function describeLoadError(thrown: unknown, path: string): ScriptFailure {
  const { error, stack } = describeThrown(thrown);
  const code = isErrorLike(thrown) ? thrown.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' && isErrorLike(thrown) && thrown.message.includes(`'${path}'`)) {
    return { error: `Script not found: ${path}`, stack: '' };
  }
  return { error: `Cannot load the script ${path}: ${error}`, stack };
}

interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0];
}
