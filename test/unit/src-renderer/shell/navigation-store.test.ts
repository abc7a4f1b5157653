import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { useNavigationStore } from '../../../../src-renderer/shell/navigation-store';

beforeEach(() => {
  setActivePinia(createPinia());
});

it('what was said before an act is over once it is done; what has been said meanwhile stays', async () => {
  const navigation = useNavigationStore();
  navigation.tell('Before.');
  await navigation.attempt(() => Promise.resolve());
  expect(navigation.notice).toBeNull();

  let done = (): void => undefined;
  const act = navigation.attempt(() => new Promise<void>((resolve) => (done = resolve)));
  navigation.tellDone('Meanwhile.');
  done();
  await act;
  expect(navigation.notice?.message).toBe('Meanwhile.');
});

it('an act that fails says why', async () => {
  const navigation = useNavigationStore();
  expect(await navigation.attempt(() => Promise.reject(new Error('No.')))).toBeUndefined();
  expect(navigation.notice).toMatchObject({ message: 'No.', isDone: false });
});
