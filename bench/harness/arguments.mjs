// @ts-check
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BadInput } from './problems.mjs';

/** The folder of the benchmarks: one module each, named like it. */
export const benchFolder = resolve(import.meta.dirname, '..');

/**
 * @typedef {object} BenchArguments
 * @property {string} name the benchmark
 * @property {boolean} json one object on the last line of stdout, and nothing else there
 * @property {boolean} small a short run that only shows that everything works
 * @property {boolean} peers measure the peers beside us; default true
 */

/**
 * Reads the command line of `npm run bench`. Throws {@link BadInput}.
 *
 * @param {readonly string[]} args
 * @returns {BenchArguments}
 */
export function readArguments(args) {
  const { values, positionals } = parse(args);
  const names = benchmarkNames();
  const [name, surplus] = positionals;
  if (name === undefined) throw new BadInput(`Name a benchmark: ${names.join(', ')}.`);
  if (surplus !== undefined) throw new BadInput(`One benchmark at a time: "${surplus}" is one too many.`);
  if (!names.includes(name)) {
    throw new BadInput(`There is no benchmark "${name}"; there are ${names.join(', ')}.`);
  }
  return {
    name,
    json: values.json ?? false,
    small: values.small ?? false,
    peers: !(values['no-peers'] ?? false),
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        small: { type: 'boolean' },
        'no-peers': { type: 'boolean' },
      },
    });
  } catch {
    const given = args.find((word) => word.startsWith('-') && !known.includes(word));
    throw new BadInput(`"${given}" is no option of a benchmark; there are ${known.join(', ')}.`);
  }
}

const known = ['--json', '--small', '--no-peers'];

/** Names of the benchmarks that are there. */
function benchmarkNames() {
  return readdirSync(benchFolder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -'.mjs'.length))
    .sort();
}
