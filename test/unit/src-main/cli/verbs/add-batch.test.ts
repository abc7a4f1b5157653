import { expect, test } from 'vitest';
import { batchJobs } from '../../../../../src-main/cli/verbs/add-batch';

test('each line of a batch is a shell command and the name of its job', () => {
  expect(batchJobs('echo one\r\n  echo "two" | cat  \n', 'f')).toEqual([
    { name: 'echo one', command: ['/bin/sh', '-c', 'echo one'] },
    { name: 'echo "two" | cat', command: ['/bin/sh', '-c', 'echo "two" | cat'] },
  ]);
});

test('empty lines, comments and a byte order mark are left out', () => {
  const names = batchJobs('\ufeff# what to do\n\n   \necho 1 # not this\n#!/bin/sh\n', 'f').map(
    ({ name }) => name,
  );
  expect(names).toEqual(['echo 1 # not this']);
});

test('a long command is cut in its name only', () => {
  const [job] = batchJobs(`echo ${'ä'.repeat(200)}`, 'f');
  expect([...(job.name ?? '')]).toHaveLength(120);
  expect(job.command[2]).toHaveLength(205);
});

test('a batch without commands, or with one that no process can get, is refused', () => {
  expect(() => batchJobs('\n# nothing\n', 'stdin')).toThrow('There are no commands in stdin.');
  expect(() => batchJobs('echo \0', 'f')).toThrow('A command in f has a NUL character.');
});
