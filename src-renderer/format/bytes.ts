/** Sizes as people read them. */
import { formatCount, formatTenths, narrowSpace } from './numbers';

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** `812 bytes`, `3.1 GB`: powers of ten, as disks and system dialogs count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)}${narrowSpace}${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${formatTenths(value)}${narrowSpace}${units[unit] ?? ''}`;
}
