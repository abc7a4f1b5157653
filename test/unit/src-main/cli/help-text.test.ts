import { expect, test } from 'vitest';
import { helpText } from '../../../../src-main/cli/help-text';
import { verbNames, verbs } from '../../../../src-main/cli/verb-table';

test('the overview names every command', () => {
  const longest = Math.max(...verbNames.map((verb) => verb.length));
  for (const verb of verbNames)
    expect(helpText(null)).toContain(`  ${verb.padEnd(longest)}  ${verbs[verb].summary}`);
});

test.each(verbNames)('the help of "%s" names each of its options and the global ones', (verb) => {
  const text = helpText(verb);
  expect(text).toContain(`Usage: runsheet ${verb}`);
  for (const { name } of verbs[verb].options) expect(text).toContain(`--${name}`);
  for (const name of ['--data DIR', '--json', '-h, --help', '--version']) expect(text).toContain(name);
});

test('help fits a terminal of 120 columns', () => {
  for (const verb of [null, ...verbNames]) {
    for (const line of helpText(verb).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  }
});
