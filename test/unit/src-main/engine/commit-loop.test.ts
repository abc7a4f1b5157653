/** The order of the parts of a tick, also of one that takes in more while it is being written. */
import { describe, expect, it } from 'vitest';
import { CommitLoop, type TickParts } from '../../../../src-main/engine/commit-loop';

/** Parts that note their turn; `slices` times there is more to take in, if the tick may go on. */
function loopOf(slices: number, parts: Partial<TickParts> = {}) {
  const calls: string[] = [];
  let left = slices;
  let hasChanges = true;
  const goOn = (name: string): boolean => {
    calls.push(name);
    return left-- > 0;
  };
  const loop: CommitLoop = new CommitLoop({
    apply: () => goOn('apply'),
    mayGoOn: () => true,
    goOn: () => goOn('goOn'),
    lease: () => calls.push('lease'),
    hasChanges: () => hasChanges,
    gather: () => {
      calls.push('gather');
      hasChanges = false;
      return {
        write: () => {
          calls.push('write');
          return Promise.resolve();
        },
      };
    },
    committed: () => calls.push('committed'),
    makeRoom: () => Promise.resolve(),
    trouble: (reason) => calls.push(`trouble ${reason}`),
    broken: (error) => {
      throw error;
    },
    ...parts,
  });
  return { loop, calls };
}

describe('a tick', () => {
  it('applies, gives out work, writes, and tells only then', async () => {
    const { loop, calls } = loopOf(0);
    loop.wake();
    await loop.stop();
    expect(calls).toEqual(['apply', 'lease', 'gather', 'write', 'committed']);
  });

  it('takes in more while there is more, and gives out work once, behind all of it', async () => {
    const { loop, calls } = loopOf(3);
    loop.wake();
    await loop.stop();
    expect(calls).toEqual(['apply', 'goOn', 'goOn', 'goOn', 'lease', 'gather', 'write', 'committed']);
  });

  it('takes in no more once something has come in that was sent before it', async () => {
    let asked = 0;
    // Asked once before others have their turn, and again behind it.
    const { loop, calls } = loopOf(3, { mayGoOn: () => asked++ === 0 });
    loop.wake();
    await loop.stop();
    // What is left comes with the ticks that follow, each of which begins with what has come in.
    expect(calls.filter((call) => call === 'goOn')).toEqual([]);
    expect(calls.slice(0, 6)).toEqual(['apply', 'lease', 'gather', 'write', 'committed', 'apply']);
  });

  it('takes in no more while a reader waits for it', async () => {
    const read: string[] = [];
    const { loop, calls } = loopOf(3, {
      apply: () => {
        calls.push('apply');
        if (calls.length > 1) return false;
        void loop.quiet().then(() => read.push(...calls));
        return true;
      },
    });
    loop.wake();
    await loop.stop();
    expect(read).toEqual(['apply', 'lease', 'gather', 'write', 'committed']);
  });
});
