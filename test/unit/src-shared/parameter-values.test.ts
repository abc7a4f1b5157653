import { describe, expect, it } from 'vitest';
import { nearestName } from '../../../src-main/engine/definitions/names';
import type { Parameter, ParameterValue } from '../../../src-shared/parameter';
import { checkParameters } from '../../../src-shared/parameter-values';

type Typed<Type extends Parameter['type']> = Extract<Parameter, { readonly type: Type }>;

const text: Typed<'string'> = {
  name: 'title',
  label: 'Title',
  help: '',
  type: 'string',
  required: false,
  default: null,
  pattern: null,
};
const width: Typed<'number'> = {
  name: 'width',
  label: 'width',
  help: '',
  type: 'number',
  required: false,
  default: null,
  min: null,
  max: null,
};
const format: Typed<'choice'> = {
  name: 'format',
  label: 'format',
  help: '',
  type: 'choice',
  required: false,
  default: 'webp',
  choices: ['jpeg', 'webp'],
};
const keep: Typed<'boolean'> = { name: 'keep', label: 'keep', help: '', type: 'boolean', default: true };
const folder: Typed<'path'> = {
  name: 'folder',
  label: 'Photo folder',
  help: '',
  type: 'path',
  required: true,
  default: null,
};

/** The value of one parameter, or the sentence about it. */
function check(parameter: Parameter, given?: ParameterValue): ParameterValue {
  const checked = checkParameters([parameter], given === undefined ? {} : { [parameter.name]: given });
  return checked.ok ? checked.values[parameter.name] : `${checked.problems[0].message}`;
}

describe('a value for a parameter', () => {
  it.each<[string, Parameter, ParameterValue | undefined, ParameterValue]>([
    ['text stays as it is', text, ' a "b" ', ' a "b" '],
    ['a number becomes a number', width, ' 2.5e2 ', 250],
    ['a sign and a bare fraction are a number', width, '-.5', -0.5],
    ['a number stays one', width, 3, 3],
    ['a word becomes true', keep, 'Yes', true],
    ['a word becomes false', keep, 'off', false],
    ['a choice is taken', format, 'jpeg', 'jpeg'],
    ['a path is taken as it stands', folder, 'a/b ', 'a/b '],
    ['what is not given has its default', format, undefined, 'webp'],
    ['what is not given and has no default is empty text', width, undefined, ''],
    ['what is given empty is empty, whatever the default is', format, '', ''],
    ['text that holds the pattern is taken', { ...text, pattern: '[a-z]+' }, 'abc', 'abc'],
  ])('%s', (_, parameter, given, value) => {
    expect(check(parameter, given)).toBe(value);
  });

  it.each<[Parameter, ParameterValue | undefined, string]>([
    [folder, undefined, 'The parameter folder (Photo folder) must be given.'],
    [folder, '  ', 'The parameter folder (Photo folder) must be given.'],
    [{ ...text, required: true }, ' ', 'The parameter title (Title) must be given.'],
    [{ ...format, required: true }, '', 'The parameter format must be given.'],
    [width, 'three', 'The parameter width must be a number, not "three".'],
    [width, '1,5', 'The parameter width must be a number, not "1,5".'],
    [width, '0x10', 'The parameter width must be a number, not "0x10".'],
    [width, '1e999', 'The parameter width must be a number, not "1e999".'],
    [width, Number.NaN, 'The parameter width must be a number, not NaN.'],
    [width, true, 'The parameter width must be a number, not true.'],
    [{ ...width, min: 64 }, 63, 'The parameter width must be 64 or more, not 63.'],
    [{ ...width, max: 8000 }, 9000, 'The parameter width must be 8000 or less, not 9000.'],
    [{ ...width, min: 0.5, max: 2 }, '2.25', 'The parameter width must be from 0.5 to 2, not 2.25.'],
    [format, 'gif', 'The parameter format must be "jpeg" or "webp", not "gif".'],
    [keep, 'perhaps', 'The parameter keep must be true or false, not "perhaps".'],
    [keep, '', 'The parameter keep must be true or false, not "".'],
    [
      { ...text, pattern: '[a-z]+|x' },
      'ab1',
      'The parameter title (Title) must match the pattern [a-z]+|x, and "ab1" does not.',
    ],
    [text, 'a\0b', 'The parameter title (Title) must not have a NUL character.'],
  ])('that cannot stand is one sentence: %j', (parameter, given, sentence) => {
    expect(check(parameter, given)).toBe(sentence);
  });

  it('for a parameter that is not there names the nearest one', () => {
    const sentences = (parameters: readonly Parameter[], name: string): readonly string[] => {
      const checked = checkParameters(parameters, { [name]: 'x' }, nearestName);
      return checked.ok ? [] : checked.problems.map(({ message }) => message);
    };
    expect(sentences([text, keep], 'titel')).toEqual(['There is no parameter "titel"; did you mean title?']);
    expect(sentences([text, keep], 'zzz')).toEqual([
      'There is no parameter "zzz"; the definition has title, keep.',
    ]);
    expect(sentences([], 'x')).toEqual(['There is no parameter "x"; the definition has no parameters.']);
    expect(sentences([text], 'constructor')).toHaveLength(1);
  });

  it('is told beside all others, in the order of the parameters', () => {
    const checked = checkParameters([folder, width, keep], { width: 'x', other: 1 });
    expect(checked.ok ? [] : checked.problems.map(({ name, isMissing }) => [name, isMissing])).toEqual([
      ['folder', true],
      ['width', false],
      ['other', false],
    ]);
  });
});
