import { describe, expect, it } from 'vitest';
import { nextTick, shallowRef } from 'vue';
import { useParameterForm, type ParameterForm } from '../../../../src-renderer/library/use-parameter-form';
import type { DefinitionPreview } from '../../../../src-shared/contract';
import type { Parameter } from '../../../../src-shared/parameter';

const folder: Parameter = {
  name: 'folder',
  label: 'Folder',
  help: '',
  type: 'path',
  required: true,
  default: null,
};
const width: Parameter = {
  name: 'width',
  label: 'Width',
  help: '',
  type: 'number',
  required: false,
  default: 2048,
  min: 64,
  max: null,
};
const keep: Parameter = { name: 'keep', label: 'Keep', help: '', type: 'boolean', default: true };

function preview(params: Parameter[], lastValues: DefinitionPreview['lastValues'] = null): DefinitionPreview {
  return {
    path: '/x.toml',
    id: 'x',
    name: 'x',
    description: '',
    tags: [],
    concurrency: 1,
    params,
    lastValues,
    schedule: null,
    steps: [],
    problems: [],
  };
}

const values = (form: ParameterForm) => form.fields.value.map(({ value }) => value);
const problems = (form: ParameterForm) => form.fields.value.map(({ problem }) => problem);

describe('the form of a definition', () => {
  it('begins with the defaults, or with the values of its latest run', () => {
    expect(values(useParameterForm(() => preview([folder, width, keep])))).toEqual(['', '2048', true]);
    const last = { folder: '/a', width: '', keep: false };
    expect(values(useParameterForm(() => preview([folder, width, keep], last)))).toEqual(['/a', '', false]);
    expect(values(useParameterForm(() => preview([folder, width], { folder: '/a' })))).toEqual([
      '/a',
      '2048',
    ]);
  });

  it('says what is wrong with a field once a person has been in it, and goes on saying it while they type', () => {
    const form = useParameterForm(() => preview([folder, width]));
    form.set('width', '6');
    expect(problems(form)).toEqual([null, null]);
    form.leave('width');
    expect(problems(form)).toEqual([null, 'Must be 64 or more, not 6.']);
    form.set('width', '64');
    expect(problems(form)).toEqual([null, null]);
    form.set('width', 'x');
    expect(problems(form)).toEqual([null, 'Must be a number, not "x".']);
  });

  it('says what is wrong with every field when a run is asked for, and starts none', () => {
    const form = useParameterForm(() => preview([folder, width, keep]));
    expect(form.submit()).toBe(null);
    expect(problems(form)).toEqual(['Must be given.', null, null]);
    form.set('folder', '/a');
    form.set('keep', false);
    expect(form.submit()).toEqual({ folder: '/a', width: '2048', keep: false });
  });

  it('keeps what was typed when the file is read again, and asks for what is new in it', async () => {
    const shown = shallowRef(preview([folder]));
    const form = useParameterForm(() => shown.value);
    form.set('folder', '/a');
    shown.value = preview([width, folder]);
    await nextTick();
    expect(values(form)).toEqual(['2048', '/a']);
    shown.value = preview([width]);
    await nextTick();
    expect(form.submit()).toEqual({ width: '2048' });
  });
});
