import { expect, test } from 'vitest';
import { errorText } from '../../../../src-main/cli/errors';
import { RunsheetError } from '../../../../src-shared/errors';

const error = new RunsheetError('not-found', 'There is no run r9.', { hint: '"runsheet list" shows them.' });

test('a person gets the sentence and, below it, the hint', () => {
  expect(errorText(error, false)).toBe('runsheet: There is no run r9.\n"runsheet list" shows them.\n');
  expect(errorText(new RunsheetError('stopping', 'Runsheet is stopping.'), false)).toBe(
    'runsheet: Runsheet is stopping.\n',
  );
});

test('a script gets one JSON object with code, message and hint', () => {
  expect(errorText(error, true)).toBe(
    '{"error":{"code":"not-found","message":"There is no run r9.","hint":"\\"runsheet list\\" shows them."}}\n',
  );
  expect(JSON.parse(errorText(new TypeError('oops'), true))).toEqual({
    error: { code: 'internal', message: 'oops', hint: null },
  });
});
