// @ts-check

/**
 * Packs a few files into an asar archive: a size, a JSON index as a Chromium pickle, the files one after
 * the other. (The packer that Electron offers wants a newer Node than we support.)
 *
 * @param {Readonly<Record<string, Buffer>>} files contents by name; no folders
 * @returns {Buffer}
 */
export function packAsar(files) {
  let offset = 0;
  /** @type {Record<string, { size: number, offset: string }>} */
  const index = {};
  for (const [name, content] of Object.entries(files)) {
    index[name] = { size: content.length, offset: String(offset) };
    offset += content.length;
  }
  const json = Buffer.from(JSON.stringify({ files: index }), 'utf8');
  const padded = Math.ceil(json.length / 4) * 4;
  const header = Buffer.alloc(16 + padded);
  header.writeUInt32LE(4, 0); // the first pickle holds one number:
  header.writeUInt32LE(8 + padded, 4); // the size of the second one,
  header.writeUInt32LE(4 + padded, 8); // which holds so many bytes:
  header.writeUInt32LE(json.length, 12); // the length of a string, and the string
  json.copy(header, 16);
  return Buffer.concat([header, ...Object.values(files)]);
}
