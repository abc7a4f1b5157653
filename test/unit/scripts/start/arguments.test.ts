import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readArguments } from '../../../../scripts/start/arguments.mjs';

const typedIn = resolve('/', 'home', 'ada');

beforeEach(() => {
  vi.stubEnv('INIT_CWD', typedIn);
  vi.stubEnv('RUNSHEET_DATA', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('paths are relative to the folder where npm was started, not to the project', () => {
  expect(readArguments(['nightly.toml', '--data', 'data', '--screenshot=window.png'])).toEqual({
    files: [resolve(typedIn, 'nightly.toml')],
    data: resolve(typedIn, 'data'),
    screenshot: resolve(typedIn, 'window.png'),
  });
});

test('the data folder of the environment counts where the command line names none', () => {
  vi.stubEnv('RUNSHEET_DATA', 'from-environment');
  expect(readArguments([]).data).toBe(resolve(typedIn, 'from-environment'));
  expect(readArguments(['--data=typed']).data).toBe(resolve(typedIn, 'typed'));
});

test('an unknown option is an error that names it', () => {
  expect(() => readArguments(['--windowless'])).toThrow(/--windowless/);
});
