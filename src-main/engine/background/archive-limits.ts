/** When an archive is taken for one that was made to fill a disk. */

/** More than this times its own size is no log. */
export const ratioMax = 250;

/** Below this many unpacked bytes nobody is harmed, whatever the ratio. */
const harmlessBytes = 1024 * 1024 * 1024;

/** Whether an archive with so many unpacked bytes is looked at for its ratio. */
export function ratioMatters(unpackedBytes: number): boolean {
  return unpackedBytes > harmlessBytes;
}
