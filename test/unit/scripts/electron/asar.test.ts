import { expect, test } from 'vitest';
import { packAsar } from '../../../../scripts/electron/asar.mjs';

test('an archive has its index in two nested pickles, and each file at its offset', () => {
  const archive = packAsar({ 'a.txt': Buffer.from('first'), 'b.txt': Buffer.from('the second') });

  expect(archive.readUInt32LE(0)).toBe(4);
  const headerSize = archive.readUInt32LE(4);
  expect(archive.readUInt32LE(8)).toBe(headerSize - 4);
  const jsonSize = archive.readUInt32LE(12);
  expect(JSON.parse(archive.toString('utf8', 16, 16 + jsonSize))).toEqual({
    files: { 'a.txt': { size: 5, offset: '0' }, 'b.txt': { size: 10, offset: '5' } },
  });
  const start = 8 + headerSize;
  expect(start % 4).toBe(0);
  expect(archive.toString('utf8', start)).toBe('firstthe second');
});
