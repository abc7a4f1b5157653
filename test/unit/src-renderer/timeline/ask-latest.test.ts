import { expect, it } from 'vitest';
import { askLatest } from '../../../../src-renderer/timeline/ask-latest';
import { settled } from '../fake-engine';

it('one question is open at a time, the last wish is asked for, and the same one never twice', async () => {
  let wish: number | null = 1;
  const asked: number[] = [];
  const answers: number[] = [];
  const waiting: (() => void)[] = [];
  const question = askLatest({
    wanted: () => (wish === null ? null : { key: String(wish), question: wish }),
    ask: async (number: number) => {
      asked.push(number);
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (number === 3) throw new Error('no');
      return number * 10;
    },
    answered: (answer) => answers.push(answer),
    failed: () => answers.push(-1),
  });
  question.consider();
  for (wish = 2; wish < 4; wish++) question.consider();
  wish = 3;
  expect(asked).toEqual([1]);
  waiting.shift()?.();
  await settled();
  expect(asked).toEqual([1, 3]);
  waiting.shift()?.();
  await settled();
  question.consider();
  await settled();
  expect(asked).toEqual([1, 3]);
  expect(answers).toEqual([10, -1]);
  wish = null;
  question.consider();
  wish = 3;
  question.consider();
  expect(asked).toEqual([1, 3, 3]);
});
