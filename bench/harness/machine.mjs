// @ts-check
import { arch, cpus, platform, totalmem } from 'node:os';
import { run } from '../../scripts/process/run.mjs';
import { root } from '../../scripts/project/root.mjs';

/**
 * What the figures were measured on; nothing that names the machine itself.
 */
export function describeMachine() {
  const cores = cpus();
  return {
    platform: platform(),
    arch: arch(),
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

/** The commit that was measured, with `+` when the sources differ from it; null outside of a clone. */
export async function describeCommit() {
  const head = await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, capture: true });
  if (head.code !== 0) return null;
  const changes = await run('git', ['status', '--porcelain'], { cwd: root, capture: true });
  return head.stdout.trim() + (changes.stdout.trim() === '' ? '' : '+');
}
