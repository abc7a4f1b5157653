/** Durations as people write them: "30s", "15m", "1h30m". */

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Longest duration: timers of the platform cannot wait much longer. */
export const longestDurationMs = 24 * 86_400_000;

/** Milliseconds of a text such as "30s", "1.5h" or "1h30m"; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * unitMs[unit];
  }
  return Math.round(total);
}
