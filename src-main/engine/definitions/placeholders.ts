/**
 * Placeholders: `{{item}}`, its parts, `{{index}}` and `{{params.name}}`. Two braces with anything but a name behind them, such as the
 * `{{.Names}}` of other programs, stay as they are; `{{{{` stands for two braces in front of a name.
 */
import { posix, win32 } from 'node:path';
import { RunsheetError } from '../../../src-shared/errors';
import type { ParameterValues } from '../../../src-shared/parameter';
import { nearestName } from './names';

/** Every placeholder for an item there is. */
export const placeholderNames = ['item', 'item.name', 'item.dir', 'item.stem', 'item.ext', 'index'] as const;
export type PlaceholderName = (typeof placeholderNames)[number] | `params.${string}`;

/** A piece of a text: characters as they stand, or a placeholder as it was written. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: PlaceholderName; readonly raw: string };

/** What is wrong with a text that has placeholders: the sentence after the key, and what to do. */
export interface TemplateFault {
  readonly says: string;
  readonly hint: string | null;
}

/** A text taken apart. Faulty placeholders are left out of `parts`. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly faults: readonly TemplateFault[];
}

/** What the placeholders stand for in one job; item and index are null in a step without `for_each`. */
export interface PlaceholderValues {
  readonly item: string | null;
  readonly index: number | null;
  /** The values that the run was started with. */
  readonly params: ParameterValues;
}

/** The parameter that a placeholder stands for; null when it stands for an item. */
export function parameterOf(placeholder: PlaceholderName): string | null {
  return placeholder.startsWith(parameterPrefix) ? placeholder.slice(parameterPrefix.length) : null;
}

const parameterPrefix = 'params.';

/** Takes a text apart at its placeholders. */
export function readTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  const faults: TemplateFault[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    if (text.startsWith('{{{{', at)) {
      plain += '{{';
      at += 4;
      continue;
    }
    const found = placeholderAt(text, at);
    if (found === null) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
    if ('fault' in found) faults.push(found.fault);
    else parts.push({ kind: 'placeholder', name: found.name, raw: found.raw });
    at += found.raw.length;
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return { parts, faults };
}

type Found =
  | { readonly raw: string; readonly name: PlaceholderName }
  | { readonly raw: string; readonly fault: TemplateFault };

function placeholderAt(text: string, at: number): Found | null {
  const shape = /\{\{[ \t]*([\p{L}_][^{}\n]*?)[ \t]*\}\}/uy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (match !== null) {
    const [raw, name] = match;
    const known = knownPlaceholder(name);
    return known === undefined ? { raw, fault: unknownPlaceholder(raw, name) } : { raw, name: known };
  }
  const open = /\{\{[ \t]*(?:item|index|params)\b[^\s{}]*/uy;
  open.lastIndex = at;
  const raw = open.exec(text)?.[0];
  return raw === undefined
    ? null
    : { raw, fault: { says: `has a placeholder that is not closed: ${raw}`, hint: 'Close it with "}}".' } };
}

/** Whether there is a parameter of that name is for those to say who know the definition. */
function knownPlaceholder(name: string): PlaceholderName | undefined {
  if (/^params\.[\p{L}_][\p{L}\p{N}_-]*$/u.test(name)) return name as PlaceholderName;
  return placeholderNames.find((candidate) => candidate === name);
}

function unknownPlaceholder(raw: string, name: string): TemplateFault {
  if (/^params\b/.test(name)) {
    return { says: `has ${raw}, which names no parameter`, hint: 'Write {{params.name}}.' };
  }
  const meant = nearestName(name, placeholderNames);
  return {
    says:
      meant === undefined
        ? `has ${raw}, which is not a known placeholder`
        : `has ${raw}, which is not a known placeholder; did you mean {{${meant}}}?`,
    hint: `Known placeholders: ${placeholderNames.map((known) => `{{${known}}}`).join(', ')}. Write "{{{{" for two braces that are meant as they stand.`,
  };
}

/** What one placeholder stands for; empty where the step has no `for_each`. */
export function placeholderValue(
  name: PlaceholderName,
  values: PlaceholderValues,
  platform: NodeJS.Platform,
): string {
  if (name === 'index') return values.index === null ? '' : String(values.index);
  const parameter = parameterOf(name);
  if (parameter !== null) return parameterText(parameter, values.params);
  const item = values.item ?? '';
  const path = platform === 'win32' ? win32 : posix;
  switch (name) {
    case 'item':
      return item;
    case 'item.name':
      return path.basename(item);
    case 'item.dir':
      return path.dirname(item);
    case 'item.stem':
      return path.parse(item).name;
    case 'item.ext':
      return path.extname(item);
    default:
      throw new Error(`There is no placeholder ${name}.`);
  }
}

/** A definition names only parameters that it has; a command that a script spawns may name any. */
function parameterText(name: string, params: ParameterValues): string {
  if (Object.hasOwn(params, name)) return String(params[name]);
  const meant = nearestName(name, Object.keys(params));
  throw new RunsheetError('bad-input', `There is no parameter ${name}, which {{params.${name}}} asks for.`, {
    ...(meant === undefined ? {} : { hint: `Did you mean {{params.${meant}}}?` }),
  });
}

/** Puts the values into a text, as text. What stands in a value is not looked at again. */
export function fillTemplate(text: string, values: PlaceholderValues, platform: NodeJS.Platform): string {
  return readTemplate(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : placeholderValue(part.name, values, platform)))
    .join('');
}

const inItem = /\{\{\{\{(?=[ \t]*params\b)|\{\{[ \t]*params\b[^{}\n]*(?:\}\})?/g;

/** The placeholders for parameters in an item of a list, as they were written. */
export function parameterPlaceholders(item: string): readonly string[] {
  return (item.match(inItem) ?? []).filter((found) => found !== '{{{{');
}

/** Puts the parameters into an item of a list. Everything else in it, `{{item}}` too, stays as it stands. */
export function fillItem(item: string, values: PlaceholderValues, platform: NodeJS.Platform): string {
  return item.replace(inItem, (found) => (found === '{{{{' ? '{{' : fillTemplate(found, values, platform)));
}
