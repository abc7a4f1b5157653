import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDataFolder, dataFolderOf, makeDataFolder } from '../../../../src-main/engine/data-folder';

const surroundings = {
  homeFolder: '/home/ada',
  workingFolder: '/work',
  environment: {},
  platform: 'linux',
} as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'runsheet-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('--data wins over RUNSHEET_DATA, and that over the default', () => {
  const environment = { RUNSHEET_DATA: 'env' };
  expect(dataFolderOf('asked', { ...surroundings, environment })).toBe('/work/asked');
  expect(dataFolderOf(null, { ...surroundings, environment })).toBe('/work/env');
  expect(dataFolderOf(null, { ...surroundings, environment: { RUNSHEET_DATA: '' } })).toBe(
    '/home/ada/.local/share/runsheet',
  );
});

test('the default is where the system keeps application data', () => {
  const linux = { ...surroundings, environment: { XDG_DATA_HOME: '/xdg' } };
  expect(dataFolderOf(null, linux)).toBe('/xdg/runsheet');
  expect(dataFolderOf(null, { ...surroundings, environment: { XDG_DATA_HOME: 'relative' } })).toBe(
    '/home/ada/.local/share/runsheet',
  );
  expect(dataFolderOf(null, { ...surroundings, platform: 'darwin' })).toBe(
    '/home/ada/Library/Application Support/Runsheet',
  );
  const windows = { ...surroundings, platform: 'win32', environment: { LOCALAPPDATA: '/local' } } as const;
  expect(dataFolderOf(null, windows)).toBe('/local/Runsheet');
});

test('a file is no data folder', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  for (const use of [checkDataFolder, makeDataFolder]) {
    expect(() => {
      use(file);
    }).toThrow(`The data folder ${file} is not a folder.`);
  }
  expect(() => {
    makeDataFolder(path.join(file, 'below'));
  }).toThrow(
    `The data folder ${path.join(file, 'below')} cannot be used: a part of its path is not a folder.`,
  );
});

test('a data folder is made with all its parents, for its owner alone', () => {
  const deep = path.join(folder, 'a', 'b', 'c');
  makeDataFolder(deep);
  makeDataFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect(statSync(deep).mode & 0o777).toBe(0o700);
});

test.runIf(process.platform === 'linux')(
  'a folder in which nothing can be made is refused, not waited for',
  () => {
    expect(() => {
      makeDataFolder('/proc/runsheet/data');
    }).toThrow('The data folder /proc/runsheet/data cannot be used: no permission.');
  },
);
