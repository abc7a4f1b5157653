import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownArguments, readAppArguments } from '../../../../src-main/app/app-arguments';

describe('the command line of the window', () => {
  it('names definition files, relative to where it was typed', () => {
    expect(readAppArguments(['a.toml', '/d/b.toml'], '/home/me').files).toEqual([
      '/home/me/a.toml',
      '/d/b.toml',
    ]);
  });

  it('takes the data folder in both forms', () => {
    expect(readAppArguments(['--data', 'x'], '/home/me').dataFolder).toBe(path.resolve('/home/me/x'));
    expect(readAppArguments(['--data=/x'], '/home/me').dataFolder).toBe(path.resolve('/x'));
    expect(readAppArguments([], '/home/me').dataFolder).toBeNull();
    expect(readAppArguments(['--data'], '/home/me').dataFolder).toBeNull();
  });

  it('leaves the switches of Electron alone', () => {
    expect(readAppArguments(['--no-sandbox', '--log-level=3', '-x', '--run-sample'], '/')).toEqual({
      dataFolder: null,
      files: [],
      links: [],
      runSample: true,
    });
  });

  it('begins after the folder of an app that is not packaged', () => {
    const argv = ['electron', '--inspect=0', '-r', '/loader.js', '/app', '--data', '/d', 'a.toml'];
    expect(ownArguments(argv, path.resolve('/app'))).toEqual(['--data', '/d', 'a.toml']);
    expect(ownArguments(['runsheet', 'a.toml'], null)).toEqual(['a.toml']);
  });
});
