/** Parameters of a definition: what a run is asked for before it starts, with every default filled in. */
import { z } from 'zod';

/** One value; empty text is no value. */
export const parameterValueSchema = z.union([z.string(), z.number(), z.boolean()]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

/** Values by the name of their parameter. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

const anyParameter = {
  name: z.string(),
  label: z.string().describe('for people; the name where the file has none'),
  help: z.string(),
};
const required = z.boolean().describe('a run cannot start without a value');
const defaultText = z.string().nullable();

/** One parameter as the engine, the command line and the form use it. */
export const parameterSchema = z.discriminatedUnion('type', [
  z.object({
    ...anyParameter,
    type: z.literal('string'),
    required,
    default: defaultText,
    pattern: z.string().nullable().describe('a regular expression that the whole text matches'),
  }),
  z.object({
    ...anyParameter,
    type: z.literal('number'),
    required,
    default: z.number().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
  }),
  z.object({ ...anyParameter, type: z.literal('boolean'), default: z.boolean() }),
  z.object({
    ...anyParameter,
    type: z.literal('choice'),
    required,
    default: defaultText,
    choices: z.array(z.string()),
  }),
  z.object({ ...anyParameter, type: z.literal('path'), required, default: defaultText }),
]);
export type Parameter = z.infer<typeof parameterSchema>;
