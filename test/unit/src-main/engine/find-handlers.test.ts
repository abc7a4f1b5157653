import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

describe('what is found by name', () => {
  let t: TestEngine;
  beforeEach(async () => {
    t = await TestEngine.open();
  });
  afterEach(() => t.close());

  const names = (found: readonly { name: string }[]): string[] => found.map(({ name }) => name);
  const photos = `
name = "Nightly photos"
[step.fetch]
type = "command"
run = "true"
[step.resize]
type = "command"
run = ["true", "{{item}}"]
for_each = { list = ["IMG_4080.CR3", "IMG_4021.CR3", "PANO_1.dng"] }
`;

  it('is runs of the folder, newest first, and steps and jobs of one run as the tree has them', async () => {
    const { runId } = await t.run(photos, 'photos.toml');
    await t.run(photos.replace('Nightly photos', 'Weekly photos'), 'weekly.toml');
    const all = await t.client.call('node.find', { text: 'PHOTOS', runId: null, limit: 10 });
    expect(names(all.runs)).toEqual(['Weekly photos', 'Nightly photos']);
    expect(all.nodes).toEqual([]);
    const images = await t.client.call('node.find', { text: 'img', runId, limit: 10 });
    expect(names(images.nodes)).toEqual(['IMG_4080.CR3', 'IMG_4021.CR3']);
    expect(images.nodes[0]).toMatchObject({
      kind: 'job',
      status: 'completed',
      within: [runId, `${runId}.2`],
    });
    expect(images.runs).toEqual([]);
  });

  it('has the text as it stands before only its letters, and never more than was asked for', async () => {
    const { runId } = await t.run(photos, 'photos.toml');
    const { nodes } = await t.client.call('node.find', { text: '1', runId, limit: 10 });
    expect(names(nodes)).toEqual(['IMG_4021.CR3', 'PANO_1.dng']);
    const loose = await t.client.call('node.find', { text: 'ig0', runId, limit: 10 });
    expect(names(loose.nodes)).toEqual(['IMG_4080.CR3', 'IMG_4021.CR3']);
    const few = await t.client.call('node.find', { text: '', runId, limit: 2 });
    expect(few.nodes).toHaveLength(2);
  });

  it('does not fail on a run that is gone', async () => {
    expect(await t.client.call('node.find', { text: 'x', runId: 'r999', limit: 5 })).toEqual({
      runs: [],
      nodes: [],
    });
  });
});
