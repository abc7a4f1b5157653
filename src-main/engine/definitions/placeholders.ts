/**
 * Placeholders: `{{item}}`, its parts, and `{{index}}`. Two braces with anything but a name behind them, such as the
 * `{{.Names}}` of other programs, stay as they are; `{{{{` stands for two braces in front of a name.
 */
import { posix, win32 } from 'node:path';
import { notYet } from '../../../src-shared/definition-keys';
import { nearestName } from './names';

/** Every placeholder there is. */
export const placeholderNames = ['item', 'item.name', 'item.dir', 'item.stem', 'item.ext', 'index'] as const;
export type PlaceholderName = (typeof placeholderNames)[number];

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

/** What the placeholders stand for in one job; both null in a step without `for_each`. */
export interface PlaceholderValues {
  readonly item: string | null;
  readonly index: number | null;
}

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
    const known = placeholderNames.find((candidate) => candidate === name);
    return known === undefined ? { raw, fault: unknownPlaceholder(raw, name) } : { raw, name: known };
  }
  const open = /\{\{[ \t]*(?:item|index|params)\b[^\s{}]*/uy;
  open.lastIndex = at;
  const raw = open.exec(text)?.[0];
  return raw === undefined
    ? null
    : { raw, fault: { says: `has a placeholder that is not closed: ${raw}`, hint: 'Close it with "}}".' } };
}

function unknownPlaceholder(raw: string, name: string): TemplateFault {
  if (/^params\b/.test(name))
    return { says: `has ${raw}, which ${notYet('parameters come in a later version')}`, hint: null };
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
  }
}

/** Puts the values into a text, as text. What stands in a value is not looked at again. */
export function fillTemplate(text: string, values: PlaceholderValues, platform: NodeJS.Platform): string {
  return readTemplate(text)
    .parts.map((part) => (part.kind === 'text' ? part.text : placeholderValue(part.name, values, platform)))
    .join('');
}
