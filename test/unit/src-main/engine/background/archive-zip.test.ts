import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ArchiveBytes } from '../../../../../src-main/engine/background/archive-zip';

it('a file of an archive that breaks before anybody reads it is an error for whoever does, and not a wait for ever', async () => {
  const stream = new PassThrough();
  const bytes = new ArchiveBytes('jobs.jsonl', stream, { bytes: 5, sha256: '' }, () => undefined);
  // As an unpacker does: it tells, and does not end its stream.
  stream.emit('error', new Error('invalid block type'));
  await expect(bytes.next()).rejects.toThrow('invalid block type');
});
