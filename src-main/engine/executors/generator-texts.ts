/** The lines that the test generator prints: invented, but such as real jobs print them. ASCII only. */
import { levelError, levelInfo, levelWarn } from './level-words';
import type { SeededRandom } from './seeded-random';

const infoTexts = [
  'Processed item # of the batch',
  'Connected to worker pool, # slots free',
  'Read # records from the input',
  'Wrote # bytes to the output',
  'Cache hit for key item-#',
  'Resized image img_#.jpg to half its size',
  'Request # answered in time',
  'Checkpoint # reached',
  'Compressed part # of the archive',
  'Verified checksum of block #',
  'Skipped # unchanged files',
  'Uploaded chunk #',
];

const warnTexts = [
  'Slow answer from the service: # ms',
  'Retrying request # after a timeout',
  'Disk is filling up: # MB left',
  'Deprecated option used in record #',
  'Queue is # items behind',
  'Clock differs from the server by # ms',
];

const errorTexts = [
  'Cannot parse record #',
  'Connection lost while sending part #',
  'Checksum of block # does not match',
  'Permission denied for file_#.tmp',
  'Out of space after # bytes',
];

/** Draws one line: of a hundred, 80 are info, 15 warn and 5 error. */
export function drawLine(random: SeededRandom): { readonly level: number; readonly text: string } {
  const part = random.next();
  const level = part < 0.8 ? levelInfo : part < 0.95 ? levelWarn : levelError;
  const texts = level === levelInfo ? infoTexts : level === levelWarn ? warnTexts : errorTexts;
  const text = texts[random.below(texts.length)];
  const sign = text.indexOf('#');
  return { level, text: text.slice(0, sign) + String(random.below(100_000)) + text.slice(sign + 1) };
}
