import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../../../../src-main/cli/output';

/** A stream that takes each write when it is told to. */
function slowStream() {
  const pending: (() => void)[] = [];
  const written: string[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      pending.push(done);
    },
  });
  return { stream, written, take: () => pending.shift()?.() };
}

test('a write waits until there is room for more', async () => {
  const { stream, written, take } = slowStream();
  const output = new Output(stream);
  let isDone = false;
  const writing = output.line('first').then(() => {
    isDone = true;
  });
  await Promise.resolve();
  expect(isDone).toBe(false);
  take();
  await writing;
  expect(written).toEqual(['first\n']);
});

test('a reader that goes away ends the output quietly', async () => {
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  const output = new Output(stream);
  await output.line('lost');
  await output.flush();
  expect(output.isClosed).toBe(true);
  await output.line('nobody reads this');
});

test('a write that fails for another reason is an error', async () => {
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    },
  });
  const output = new Output(stream);
  await expect(
    (async () => {
      await output.line('lost');
      await output.flush();
    })(),
  ).rejects.toThrow('no space left on device');
});

test('JSON is one line an object', async () => {
  const { stream, written, take } = slowStream();
  const writing = new Output(stream).json({ text: 'a\nb' });
  take();
  await writing;
  expect(written).toEqual(['{"text":"a\\nb"}\n']);
});
