import { expect } from 'vitest';
import {
  parseDefinitionText,
  type DefinitionResult,
  type ParsedDefinition,
} from '../../../../../src-main/engine/definitions/parse-text';

/** The definition in a text that must be good. */
export function parsed(text: string, file = 'job.toml'): ParsedDefinition {
  const result = parseDefinitionText({ file, text });
  expect(result.ok ? [] : messagesOf(result)).toEqual([]);
  if (!result.ok) throw new Error('The definition is not good.');
  return result;
}

/** The sentences about a text that must not be good. */
export function sentences(text: string, file = 'job.toml'): readonly string[] {
  return messagesOf(parseDefinitionText({ file, text }));
}

/** The sentences of a result; none when it is good. */
export function messagesOf(result: DefinitionResult): readonly string[] {
  return result.ok ? [] : result.problems.map((problem) => problem.message);
}

/** A step of type command in TOML, with more keys. */
export function commandStep(more = '', name = 'a'): string {
  return `[step.${name}]\ntype = "command"\nrun = "true"\n${more}\n`;
}
