/** `runsheet rm ID`: deletes runs that have ended. */
import type { TreeNode } from '../../../src-shared/model';
import type { Arguments } from '../arguments';
import { exitCodes, type CliContext } from '../context';
import { changeFolder } from '../link/change-folder';
import { checkIds } from '../link/check-ids';
import { withFolder } from '../link/open-folder';
import { readRun } from '../run-end';
import { countText } from '../text/numbers';
import { plainText } from '../text/terminal';

/** See the head of this file. */
export async function rm(context: CliContext, given: Arguments): Promise<number> {
  const ids = [...new Set(given.operands)];
  await checkIds(context.dataFolder, ids);
  for (const id of ids) {
    const before = await withFolder(context.dataFolder, (folder) => {
      return folder === null || id.includes('.') ? null : readRun(folder, id);
    });
    await changeFolder(context, { recovers: true, repeats: false }, ({ call }) =>
      call('node.remove', { id }),
    );
    if (context.json) await context.out.json({ id, removed: true });
    else await context.out.line(sentence(id, before));
  }
  return exitCodes.completed;
}

function sentence(id: string, run: TreeNode | null): string {
  if (run === null) return `Deleted ${id}.`;
  const what = `${countText(run.stats.total, 'job')}, ${countText(run.lines, 'line')}`;
  return `Deleted ${id} ${plainText(run.name)}: ${what}.`;
}
