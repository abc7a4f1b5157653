import { describe, expect, it } from 'vitest';
import { readField } from '../../../../src-renderer/tree/tree-filter-store';

describe('the field of the tree’s filter', () => {
  it('is a text and a tag, in any order', () => {
    expect(readField('broken pipe')).toEqual({ text: 'broken pipe', tag: null });
    expect(readField('tag:photos broken')).toEqual({ text: 'broken', tag: 'photos' });
    expect(readField(' broken TAG:Photos ')).toEqual({ text: 'broken', tag: 'Photos' });
    expect(readField('tag: x')).toEqual({ text: 'tag: x', tag: null });
  });
});
