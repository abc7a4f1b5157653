/** Numbers as people read them: exact, grouped by locale, with a narrow no-break space where a space belongs. */

/** U+202F, between a value and its unit and around "/". */
export const narrowSpace = '\u202f';

const counts = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A count in full: 96,214, never 96k. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** One digit after the decimal sign. */
export function formatTenths(value: number): string {
  return tenths.format(value);
}

/** `900 / 1,298` */
export function formatOf(part: number, whole: number): string {
  return `${formatCount(part)}${narrowSpace}/${narrowSpace}${formatCount(whole)}`;
}

/** Plural forms are those of the language of the texts, numbers those of the locale. */
const plurals = new Intl.PluralRules('en');

/** A count and its noun: `1 job`, `412 jobs`. */
export function formatPlural(value: number, one: string, many: string): string {
  return `${formatCount(value)} ${plurals.select(value) === 'one' ? one : many}`;
}

/** The whole number a person typed, grouped or not; null when it is none. */
export function parseCount(text: string): number | null {
  const digits = text.replace(/[\s\u00a0\u202f.,'’_]/g, '');
  if (!/^\d{1,15}$/.test(digits)) return null;
  return Number(digits);
}

/** The whole number of a field: undefined while it is empty, null when it is none or out of its bounds. */
export function readWhole(text: string, least: number, most: number): number | null | undefined {
  const trimmed = text.trim().replace(/^\u2212/, '-');
  if (trimmed === '') return undefined;
  const isNegative = trimmed.startsWith('-');
  const size = parseCount(isNegative ? trimmed.slice(1) : trimmed);
  if (size === null) return null;
  const value = isNegative ? -size : size;
  return value >= least && value <= most ? value : null;
}
