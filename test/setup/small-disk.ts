/** A file system of a few megabytes, which is soon full. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const megabyte = 1024 * 1024;

/** See the head of this file. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Whether there can be one: mounting needs root, and a container may forbid it all the same. */
  static async isPossible(): Promise<boolean> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
    try {
      await (await SmallDisk.mount(1)).remove();
      return true;
    } catch {
      return false;
    }
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(path.join(tmpdir(), 'runsheet-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return new SmallDisk(folder);
  }

  /** Fills it but for so many megabytes; answers with the file to delete to make room again. */
  async fill({ butFor }: { readonly butFor: number }): Promise<string> {
    const ballast = path.join(this.folder, 'ballast');
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - butFor * megabyte)));
    return ballast;
  }

  async remove(): Promise<void> {
    await run('umount', [this.folder]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
