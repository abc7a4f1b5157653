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
    mayGoOn: () => left >= 0,
    written: () => Promise.resolve(),
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

  it('waits for more while it is being written, and takes in what comes', async () => {
    let written = (): void => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    let isWriting = true;
    const { loop, calls } = loopOf(0, {
      mayGoOn: () => isWriting,
      written: () => isWritten,
      goOn: () => {
        calls.push('goOn');
        // The next time nothing comes, and it is written.
        setImmediate(() => {
          isWriting = false;
          written();
        });
        return false;
      },
    });
    loop.wake();
    await turns();
    expect(calls).toEqual(['apply']);
    loop.wake();
    await turns();
    // And no tick follows for what is taken in already.
    expect(calls).toEqual(['apply', 'goOn', 'lease', 'gather', 'write', 'committed']);
    await loop.stop();
  });

  it('hears of what comes while an earlier wait is still to end', async () => {
    const written: (() => void)[] = [];
    let isWriting = true;
    const { loop, calls } = loopOf(0, {
      mayGoOn: () => isWriting,
      written: () => new Promise((resolve) => written.push(resolve)),
      goOn: () => {
        calls.push('goOn');
        return false;
      },
    });
    loop.wake();
    await turns();
    loop.wake();
    await turns();
    expect(calls).toEqual(['apply', 'goOn']);
    written[0]();
    await turns();
    loop.wake();
    await turns();
    expect(calls).toEqual(['apply', 'goOn', 'goOn']);
    isWriting = false;
    written[1]();
    written[2]();
    await loop.stop();
  });

  it('leaves what comes to the next tick once it is written', async () => {
    let isWriting = true;
    const { loop, calls } = loopOf(0, {
      mayGoOn: () => isWriting,
      written: () => new Promise(() => undefined),
    });
    loop.wake();
    await turns();
    isWriting = false;
    loop.wake();
    await loop.stop();
    expect(calls.slice(0, 6)).toEqual(['apply', 'lease', 'gather', 'write', 'committed', 'apply']);
  });

  it('shows a reader all that it has taken in, or nothing of it', async () => {
    const read: string[] = [];
    const { loop, calls } = loopOf(2, {
      mayGoOn: () => !calls.includes('lease') && calls.filter((call) => call === 'goOn').length < 2,
      apply: () => {
        calls.push('apply');
        if (calls.length > 1) return false;
        void loop.quiet().then(() => read.push(...calls));
        return true;
      },
    });
    loop.wake();
    await loop.stop();
    expect(read).toEqual(['apply', 'goOn', 'goOn', 'lease', 'gather', 'write', 'committed']);
  });
});

/** Behind all that the loop does by itself. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
