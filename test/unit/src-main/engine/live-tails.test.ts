import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FeedMessage } from '../../../../src-shared/contract';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(() => t.close());

const tailsOf = (message: FeedMessage): string[] =>
  (message.log?.tails ?? []).map((tail) => `${tail.jobName} ${tail.stream}: ${tail.text}`);

function step(name: string, script: string): string {
  return `[step.${name}]\ntype = "command"\ndepends = []\nrun = '''${script}'''\n`;
}
/** What the jobs wait for. */
async function go(file: string): Promise<void> {
  await t.define(file, '');
}

describe('unfinished lines', () => {
  it('a partial line is shown early, without a number, and then once as a line', async () => {
    const runId = await t.start(
      `${step('a', `printf "half "; while [ ! -e go ]; do sleep 0.01; done; echo whole; printf "last"`)}`,
    );
    const early = await t.until((message) => tailsOf(message).length > 0);
    expect(tailsOf(early)).toEqual(['a out: half ']);
    expect(early.log).toMatchObject({ total: 0 });
    expect(early.log?.tails[0]).toMatchObject({ jobId: expect.stringMatching(/^r1\./), jobPosition: 2 });
    await go('go');
    const last = await t.ended();
    expect(tailsOf(last)).toEqual([]);
    expect((await t.lines(runId)).map((row) => row.text)).toEqual(['half whole', 'last']);
    for (const message of t.messages) {
      // Never the tail and what it has become at once.
      if ((message.log?.total ?? 0) >= 1) expect(tailsOf(message)).not.toContain('a out: half ');
      if ((message.log?.total ?? 0) >= 2) expect(tailsOf(message)).toEqual([]);
    }
  });

  it('a progress bar of carriage returns is one tail that is replaced, and one line', async () => {
    const bar =
      'for i in 1 2 3 4 5; do printf "$i of 5\\r" >&2; sleep 0.03; done; while [ ! -e go ]; do sleep 0.01; done; echo done >&2';
    const runId = await t.start(step('bar', bar));
    await t.until((message) => tailsOf(message)[0] === 'bar err: 5 of 5');
    await go('go');
    await t.ended();
    expect((await t.lines(runId)).map((row) => row.text)).toEqual(['done']);
    for (const message of t.messages) expect(tailsOf(message).length).toBeLessThan(2);
  });

  it('those of the whole subtree are shown, and none of another', async () => {
    const wait = 'while [ ! -e go ]; do sleep 0.01; done';
    const runId = await t.start(step('a', `printf one; ${wait}`) + step('b', `printf two >&2; ${wait}`));
    const both = await t.until((message) => tailsOf(message).length === 2);
    expect(tailsOf(both)).toEqual(['a out: one', 'b err: two']);
    const [, a] = t.nodes(runId).filter((node) => node.name === 'a');
    await t.watch(a.id);
    await t.until((message) => message.scope?.id === a.id);
    expect(tailsOf(await t.until((message) => message.scope?.id === a.id))).toEqual(['a out: one']);
    await go('go');
    await t.ended();
  });

  it('is gone after a cancel, and is kept as a line', async () => {
    const runId = await t.start(step('a', 'printf "never ends"; sleep 60'));
    await t.until((message) => tailsOf(message).length === 1);
    await t.client.call('node.cancel', { id: runId });
    expect(tailsOf(await t.ended())).toEqual([]);
    expect((await t.lines(runId)).map((row) => row.text)[0]).toBe('never ends');
  });

  it('tells the latest 1,000 characters of a long one, and no half character', async () => {
    await t.start(
      step('a', 'printf "%02000d€" 7; printf "\\342\\202"; while [ ! -e go ]; do sleep 0.01; done'),
    );
    const [tail] = (await t.until((message) => tailsOf(message).length === 1)).log?.tails ?? [];
    expect(tail.text).toBe(`${'0'.repeat(998)}7€`);
    await go('go');
    await t.ended();
  });

  it('writes nothing: without a line there is no commit for it', async () => {
    await t.start(
      step(
        'a',
        'sleep 0.2; for i in 1 2 3 4 5 6 7 8; do printf "x"; sleep 0.02; done; while [ ! -e go ]; do sleep 0.01; done',
      ),
    );
    const first = await t.until((message) => tailsOf(message).length === 1);
    const last = await t.until((message) => tailsOf(message)[0] === 'a out: xxxxxxxx');
    expect(last.revision).toBe(first.revision);
    await go('go');
    await t.ended();
  });
});
