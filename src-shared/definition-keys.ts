/**
 * Building blocks of the definition file's schema. The message of every check is either what the key must be
 * ("a duration such as "30s"") or, where it begins with "is ", what the key is ("is not supported yet: …"); the
 * engine makes the sentence with file, line and key from it.
 */
import { z } from 'zod';
import { longestDurationMs, parseDuration } from './definition-duration';

/** True for what an older or generated file writes to ask for nothing: empty text, false, 0, and nothing but those. */
export function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.every(asksForNothing);
  if (typeof value === 'object' && !(value instanceof Date))
    return Object.values(value).every(asksForNothing);
  return false;
}

/** What is said of a key that a later version will know. */
export function notYet(reason: string): string {
  return `is not supported yet: ${reason}`;
}

/** A table such as `{ secret = "name" }` in the place of a text, which a later version will know. */
export function laterTable(key: string, reason: string, expected: string) {
  const description = `Not supported yet: ${reason}.`;
  return z
    .strictObject({ [key]: z.unknown().optional().meta({ description, deprecated: true }) })
    .superRefine((value, context) => {
      const isMeant = value[key] !== undefined;
      context.addIssue({
        code: 'custom',
        path: isMeant ? [key] : [],
        message: isMeant ? notYet(reason) : expected,
      });
    })
    .meta({ description, deprecated: true });
}

/** A key of the older system that asks for nothing as long as it has its default value. */
export function olderKey(defaults: readonly (string | boolean | number)[] = []) {
  return inertKey({
    message: 'is a key of the older system that Runsheet does not have; leave it out',
    description: 'A key of the older system; only an empty or default value is accepted.',
    defaults,
  });
}

function inertKey(options: {
  readonly message: string;
  readonly description: string;
  readonly defaults: readonly (string | boolean | number)[];
}) {
  return z
    .unknown()
    .refine((value) => asksForNothing(value) || options.defaults.some((known) => known === value), {
      error: options.message,
    })
    .optional()
    .meta({ description: options.description, deprecated: true });
}

/** Text without NUL characters. */
export function text(expected: string) {
  return z.string({ error: expected }).refine((value) => !value.includes('\0'), {
    error: 'text without a NUL character',
  });
}

/** Text with something in it. */
export function filledText(expected: string) {
  return text(expected).refine((value) => value.trim() !== '', { error: expected });
}

/** The name of a group; empty text is none. */
export function groupName() {
  const expected = 'a name of letters, digits, ".", "_" and "-" that begins with a letter or digit';
  return text(expected).refine((value) => value === '' || groupNamePattern.test(value), { error: expected });
}

/** What the name of a group looks like. */
export const groupNamePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

/** True or false. */
export function flag() {
  return z.boolean({ error: 'true or false' });
}

/** A whole number between two bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, expected: string) {
  return z
    .number({ error: expected })
    .int({ error: expected })
    .min(minimum, { error: expected })
    .max(maximum, { error: expected });
}

/** A duration, in milliseconds afterwards; empty text is null: no limit. */
export function duration() {
  const expected = 'a duration such as "30s"';
  return z
    .string({
      error: (issue) =>
        typeof issue.input === 'number' ? 'a duration with its unit, such as "30s"' : expected,
    })
    .transform((value, context) => {
      if (value.trim() === '') return null;
      const durationMs = parseDuration(value.trim());
      const problem =
        durationMs === undefined
          ? expected
          : durationMs === 0
            ? 'longer than nothing (leave it out for no limit)'
            : durationMs > longestDurationMs
              ? 'at most "24d"'
              : null;
      if (durationMs !== undefined && problem === null) return durationMs;
      context.addIssue({ code: 'custom', message: problem ?? expected });
      return z.NEVER;
    });
}

/** Text, a number or a boolean; text afterwards. */
export function scalarAsText() {
  return z
    .union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' })
    .transform(String)
    .refine((value) => !value.includes('\0'), { error: 'text without a NUL character' });
}

/** Names in an array, or in one text separated by commas; an array of trimmed names afterwards. */
export function nameList(expected: string) {
  return z
    .union([z.array(z.string({ error: 'text' })), z.string()], { error: expected })
    .transform((value) =>
      (typeof value === 'string' ? value.split(',') : value)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    );
}
