/** What the palette shows for a query: entries in groups, the best group and the best entry first. */
import type { Component } from 'vue';
import type { JobStatus } from '../../src-shared/model';
import { matchTitle, wordsOf } from './fuzzy';

/** The groups in the order in which they stand while nothing is typed. */
export const paletteGroups = ['line', 'recent', 'commands', 'definitions', 'nodes', 'runs'] as const;
export type PaletteGroup = (typeof paletteGroups)[number];

/** Something that can be chosen. */
export interface PaletteEntry {
  /** Unique; what was chosen lately is remembered by it. */
  readonly id: string;
  readonly group: PaletteGroup;
  readonly title: string;
  /** What stands beside the title, not searched: a time, a kind. */
  readonly detail: string;
  /** Its key as its cap shows it, or null. */
  readonly key: string | null;
  /** Its icon: a status or a drawing. */
  readonly icon: JobStatus | Component;
  readonly run: () => unknown;
}

/** A row of the list: the name of a group, or an entry with the letters that fit. */
export type PaletteRow =
  | { readonly kind: 'group'; readonly group: PaletteGroup }
  | { readonly kind: 'entry'; readonly entry: PaletteEntry; readonly positions: readonly number[] };

/** What was chosen lately is this much better than its like. */
const recentBonus = 12;

/**
 * Puts entries in order.
 * @param recent ids of what was chosen lately, latest first
 */
export function listEntries(
  entries: readonly PaletteEntry[],
  query: string,
  recent: readonly string[],
): PaletteRow[] {
  const words = wordsOf(query);
  const places = new Map(recent.map((id, at) => [id, at]));
  if (words.length === 0) return inOrder(entries, places);
  const groups = new Map<PaletteGroup, { row: PaletteRow & { kind: 'entry' }; score: number }[]>();
  for (const entry of entries) {
    // A line is named by its number, whatever else its title says.
    const match = entry.group === 'line' ? { score: 1000, positions: [] } : matchTitle(words, entry.title);
    if (match === null) continue;
    const score = match.score + (places.has(entry.id) ? recentBonus : 0);
    const found = groups.get(entry.group) ?? [];
    found.push({ row: { kind: 'entry', entry, positions: match.positions }, score });
    groups.set(entry.group, found);
  }
  for (const found of groups.values()) found.sort((a, b) => b.score - a.score);
  const best = [...groups].sort(
    ([one, a], [other, b]) =>
      (b[0]?.score ?? 0) - (a[0]?.score ?? 0) || paletteGroups.indexOf(one) - paletteGroups.indexOf(other),
  );
  return best.flatMap(([group, found]) => [
    { kind: 'group' as const, group },
    ...found.map(({ row }) => row),
  ]);
}

/** Nothing is typed: what was chosen lately, then everything in its groups. */
function inOrder(entries: readonly PaletteEntry[], places: ReadonlyMap<string, number>): PaletteRow[] {
  const lately = entries
    .filter(({ id }) => places.has(id))
    .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  return paletteGroups.flatMap((group) => {
    const own =
      group === 'recent' ? lately : entries.filter((one) => one.group === group && !places.has(one.id));
    if (own.length === 0) return [];
    return [
      { kind: 'group' as const, group },
      ...own.map((entry) => ({ kind: 'entry' as const, entry, positions: [] })),
    ];
  });
}
