// @ts-check
/** A job that makes its lines itself, as programs do: so many of them, written as fast as the pipe takes them. */
import { lineBytes } from './lines.mjs';

const lines = Number(process.argv[2]);
const linesAtOnce = 500;
const times = Array.from({ length: 1000 }, (_, at) => new Date(Date.UTC(2026, 0, 1) + at * 7).toISOString());
const padding = '.'.repeat(lineBytes);

let made = 0;
writeOn();

function writeOn() {
  while (made < lines) {
    let text = '';
    for (const end = Math.min(lines, made + linesAtOnce); made < end; made++) {
      const level = made % 20 === 0 ? 'ERROR' : made % 20 < 4 ? 'WARN' : 'INFO';
      const line = `${times[made % 1000]} ${level} worker ${made % 16}: request ${made} answered`;
      text += `${line}${padding.slice(line.length + 1)}\n`;
    }
    if (!process.stdout.write(text)) {
      process.stdout.once('drain', writeOn);
      return;
    }
  }
}
