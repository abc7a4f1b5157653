/** The JSON Schema of the definition file, for editors: made from the schema that the engine itself reads with. */
import { z } from 'zod';
import { definitionFileSchema } from '../../../src-shared/definition-file';

/** Text of `resources/definition.schema.json`; a test compares the two. */
export function definitionSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(definitionFileSchema, { io: 'input', target: 'draft-7' });
  const described = {
    $schema,
    title: 'Runsheet definition',
    description: 'What to run: steps of commands, scripts or test jobs.',
    ...schema,
  };
  return `${withShortArrays(JSON.stringify(described, null, 2))}\n`;
}

/** Arrays of plain values stand on one line, as the project's formatter has them. */
function withShortArrays(text: string): string {
  return text.replace(/^(.*)\[\n([^[\]{}]*)\n\s*\]/gm, (whole, before: string, items: string) => {
    const line = `${before}[${items.trim().replace(/,\n\s*/g, ', ')}]`;
    return line.length < 110 ? line : whole;
  });
}
