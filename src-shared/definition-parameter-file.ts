/** The parameters of a definition file as people write them; see docs/definitions.md for every key. */
import { z } from 'zod';
import { filledText, flag, notYet, scalarAsText, text } from './definition-keys';

const types = '"string", "number", "boolean", "choice" or "path"';
const someChoices = 'an array of choices such as ["small", "large"]';

const anyParameter = {
  label: filledText('text').optional().describe('What it is called in the form. Default: its name.'),
  help: text('text').optional().describe('A sentence below the field of the form.'),
};
const required = flag()
  .optional()
  .describe('true: a run cannot start without a value. Default: false, and the value may be empty.');
const defaultDescription = 'The value when none is given.';
const number = (description: string) => z.number({ error: 'a number' }).optional().describe(description);

/** A parameter of each type; a key that another type has is told apart from one that nothing has. */
export const parameterFileSchemas = {
  string: z.strictObject({
    type: z.literal('string').describe('string: any text.'),
    ...anyParameter,
    required,
    default: text('text').optional().describe(defaultDescription),
    pattern: filledText('a regular expression')
      .optional()
      .describe('A regular expression that the whole text must match.'),
  }),
  number: z.strictObject({
    type: z.literal('number').describe('number: a number, with or without a fraction.'),
    ...anyParameter,
    required,
    default: number(defaultDescription),
    min: number('The least number that is taken.'),
    max: number('The greatest number that is taken.'),
  }),
  boolean: z.strictObject({
    type: z.literal('boolean').describe('boolean: true or false.'),
    ...anyParameter,
    default: flag().optional().describe(`${defaultDescription} Default: false.`),
  }),
  choice: z.strictObject({
    type: z.literal('choice').describe('choice: one of a few texts.'),
    ...anyParameter,
    required,
    default: scalarAsText().optional().describe(defaultDescription),
    choices: z
      .array(scalarAsText(), { error: someChoices })
      .min(1, { error: someChoices })
      .max(1000, { error: 'at most 1,000 choices' })
      .describe('What can be chosen, in this order.'),
  }),
  path: z.strictObject({
    type: z.literal('path').describe('path: a file or a folder.'),
    ...anyParameter,
    required,
    default: text('text')
      .optional()
      .describe(`${defaultDescription} Relative to the folder of the definition; "~/" is the home folder.`),
  }),
} as const;

const { string, number: numberSchema, boolean, choice, path } = parameterFileSchemas;

/** One parameter; `type` says which. */
export const parameterFileSchema = z.discriminatedUnion(
  'type',
  [string, numberSchema, boolean, choice, path],
  {
    error: (issue) =>
      (issue.input as { readonly type?: unknown } | undefined)?.type === 'secret'
        ? notYet('secrets come in a later version')
        : types,
  },
);
export type ParameterFile = z.output<typeof parameterFileSchema>;
