// @ts-check

/**
 * @typedef {object} Figure one thing that was measured, of us and of the peers, in the same call
 * @property {string} metric
 * @property {string} unit
 * @property {number} value the median of `runs`
 * @property {number[]} runs in the order in which they were measured
 * @property {Record<string, number>} peers the median of each peer, by its name in lower case
 * @property {Record<string, number>} ratio above 1 where we are ahead of that peer
 */

/**
 * Makes a figure from what was measured.
 *
 * @param {object} measured
 * @param {string} measured.metric
 * @param {string} measured.unit
 * @param {'higher' | 'lower'} measured.better which way is ahead
 * @param {readonly number[]} measured.runs
 * @param {Record<string, readonly number[]>} [measured.peers]
 * @returns {Figure}
 */
export function figure({ metric, unit, better, runs, peers = {} }) {
  const value = median(runs);
  /** @type {Record<string, number>} */
  const peerValues = {};
  /** @type {Record<string, number>} */
  const ratio = {};
  for (const [name, peerRuns] of Object.entries(peers)) {
    const theirs = median(peerRuns);
    peerValues[name] = rounded(theirs);
    ratio[name] = rounded(better === 'higher' ? value / theirs : theirs / value);
  }
  return { metric, unit, value: rounded(value), runs: runs.map(rounded), peers: peerValues, ratio };
}

/**
 * @param {readonly number[]} values
 * @returns {number}
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {readonly number[]} values
 * @param {number} part such as 0.99
 * @returns {number} between the two nearest values
 */
export function quantile(values, part) {
  if (values.length === 0) throw new Error('Nothing was measured.');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

/**
 * Four significant digits: more would only pretend.
 *
 * @param {number} value
 */
function rounded(value) {
  return Number(value.toPrecision(4));
}
