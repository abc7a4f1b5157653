import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCommandsStore } from '../../../../src-renderer/commands/commands-store';

describe('the commands of the window', () => {
  let done: string[] = [];
  beforeEach(() => {
    setActivePinia(createPinia());
    done = [];
  });
  const note = (what: string) => () => done.push(what);

  it('takes a key for the innermost context in which it means something', () => {
    const commands = useCommandsStore();
    const leave = commands.register({ 'search.leave': note('search'), 'tree.widen': note('tree') });
    expect(commands.find('Escape', ['search', 'tree', 'runs', 'window'], false)).toBe('search.leave');
    expect(commands.find('Escape', ['tree', 'runs', 'window'], false)).toBe('tree.widen');
    expect(commands.find('Escape', ['log', 'runs', 'window'], false)).toBeNull();
    leave();
    expect(commands.find('Escape', ['search', 'tree', 'runs', 'window'], false)).toBeNull();
  });

  it('passes over a command that cannot be done now', () => {
    const commands = useCommandsStore();
    let isSearching = false;
    commands.register({
      'search.leave': { run: note('search'), isAvailable: () => isSearching },
      'tree.widen': note('tree'),
    });
    const press = () => commands.find('Escape', ['search', 'tree'], false);
    expect(press()).toBe('tree.widen');
    commands.run('search.leave');
    expect(done).toEqual([]);
    isSearching = true;
    expect(press()).toBe('search.leave');
  });

  it('leaves letters to the field that is typed in', () => {
    const commands = useCommandsStore();
    commands.register({ 'log.wrap': note('wrap'), 'log.goTo': note('go') });
    expect(commands.find('W', ['runs'], true)).toBeNull();
    expect(commands.find('W', ['runs'], false)).toBe('log.wrap');
    expect(commands.find('Ctrl G', ['runs'], true)).toBe('log.goTo');
  });

  it('does a command with the key that was pressed, and calls it as things stand', () => {
    const commands = useCommandsStore();
    let isPaused = false;
    commands.register({
      'tree.fold': (key) => done.push(`fold ${key}`),
      'queue.turn': { run: note('turn'), title: () => (isPaused ? 'Resume queue' : 'Pause queue') },
    });
    commands.run('tree.fold', 'ArrowLeft');
    expect(done).toEqual(['fold ArrowLeft']);
    expect(commands.last).toBe('tree.fold');
    expect(commands.titleOf('queue.turn')).toBe('Pause queue');
    isPaused = true;
    expect(commands.titleOf('queue.turn')).toBe('Resume queue');
    expect(commands.titleOf('tree.fold')).toBe('Close, open');
  });
});
