/** The contract as a page for people; `docs/ipc.md` is this text, and a test compares the two. */
import { z } from 'zod';
import { commands, events } from './contract';
import { errorCodes } from './errors';

/** `docs/ipc.md`. */
export function contractText(): string {
  const lines = [
    '# Commands and events',
    '',
    '<!-- Generated from src-shared/contract.ts by `npm run generate`. -->',
    '',
    'The window calls these over IPC, other processes over the local socket of the data folder. A call answers `{"ok":true,"value":…}` or `{"ok":false,"error":{"code","message","hint"}}`.',
    '',
    '## Commands',
    '',
  ];
  for (const [name, { description, input, output }] of Object.entries(commands)) {
    lines.push(`### \`${name}\``, '', description, '', ...shape('in', input), ...shape('out', output), '');
  }
  lines.push('## Events', '');
  for (const [name, { description, payload }] of Object.entries(events)) {
    lines.push(`### \`${name}\``, '', description, '', ...shape('payload', payload), '');
  }
  lines.push('## Error codes', '', ...errorCodes.map((code) => `- \`${code}\``), '');
  return lines.join('\n');
}

function shape(label: string, schema: z.ZodType): string[] {
  return [`- ${label}: ${typeText(z.toJSONSchema(schema, { io: 'input' }))}`];
}

/** A JSON Schema as a type, in one line. */
function typeText(schema: z.core.JSONSchema.BaseSchema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.map((one) => typeText(one)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array')
    return `list of ${typeText((schema.items ?? {}) as z.core.JSONSchema.BaseSchema)}`;
  if (schema.type !== 'object') return String(schema.type ?? 'anything');
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, value]) =>
      `\`${name}\`${required.has(name) ? '' : ' (may be left out)'}: ${typeText(value as z.core.JSONSchema.BaseSchema)}`,
  );
  if (fields.length === 0) return schema.additionalProperties === false ? 'nothing' : 'names with values';
  return `{ ${fields.join(', ')} }`;
}
