import { expect, it } from 'vitest';
import { describeExitCode } from '../../../src-shared/exit-code';

it('an exit code is told in words', () => {
  expect(describeExitCode(0)).toBe('success');
  expect(describeExitCode(1)).toBe('the program reported an error');
  expect(describeExitCode(127)).toBe('the command was not found');
  expect(describeExitCode(137)).toBe('ended by SIGKILL');
  expect(describeExitCode(143)).toBe('ended by SIGTERM');
});

it('where nothing more can be said, nothing is said', () => {
  expect(describeExitCode(3_221_225_786)).toBe('');
  expect(describeExitCode(-1)).toBe('');
});
