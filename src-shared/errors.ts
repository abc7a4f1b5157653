/** Errors as they cross every boundary of Runsheet: a closed list of codes, one clear sentence, a hint. */
import { z } from 'zod';

/** All codes an error of Runsheet can carry. */
export const errorCodes = [
  'bad-input',
  'bad-definition',
  'not-found',
  'not-executing',
  'folder-in-use',
  'folder-damaged',
  'folder-too-new',
  'disk-full',
  'connection-lost',
  'stopping',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The form an error takes on the wire and, inside `{"error": …}`, on stderr with `--json`. */
export const errorDetailsSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string().nullable(),
});
export type ErrorDetails = z.infer<typeof errorDetailsSchema>;

/** An error whose message is meant for people: it says what happened; the hint says what to do. */
export class RunsheetError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RunsheetError';
    this.code = code;
    this.hint = options.hint ?? null;
  }
}

/** Turns anything thrown into {@link ErrorDetails}; what is not ours becomes `internal`. */
export function toErrorDetails(error: unknown): ErrorDetails {
  if (error instanceof RunsheetError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    const where = issue?.path.join('.') ?? '';
    return {
      code: 'bad-input',
      message: where === '' ? (issue?.message ?? 'Bad input') : `${where}: ${issue?.message ?? 'is wrong'}`,
      hint: null,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, hint: null };
}

/** The way back: an error again from its wire form. */
export function fromErrorDetails(details: ErrorDetails): RunsheetError {
  return new RunsheetError(
    details.code,
    details.message,
    details.hint === null ? {} : { hint: details.hint },
  );
}
