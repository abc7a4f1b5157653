// @ts-check

/** @typedef {import('./figures.mjs').Figure} Figure */

/**
 * Prints a result for people: a Markdown table, as docs/performance.md has it.
 *
 * @param {Figure & { more?: Figure[], machine: ReturnType<typeof import('./machine.mjs').describeMachine>,
 *   commit: string | null }} result
 */
export function printReport({ more = [], machine, commit, ...first }) {
  const figures = [first, ...more];
  const peers = [...new Set(figures.flatMap((one) => Object.keys(one.peers)))];
  const rows = [
    ['what', 'unit', 'Runsheet', ...peers],
    ...figures.map((one) => [
      one.metric,
      one.unit,
      format(one.value),
      ...peers.map((peer) =>
        peer in one.peers ? `${format(one.peers[peer])} (${format(one.ratio[peer])}×)` : '–',
      ),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  console.log(line(rows[0]));
  console.log(
    `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  for (const row of rows.slice(1)) console.log(line(row));
  console.log(
    `\n${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform} ${machine.arch}, ` +
      `Node ${machine.node}${commit === null ? '' : `, commit ${commit}`}`,
  );
}

/** @param {number} value */
function format(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
