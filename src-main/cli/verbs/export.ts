/** `runsheet export ID FILE`: writes a run to an archive. It only reads the folder, so nobody need execute it. */
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Arguments } from '../arguments';
import { writeArchive } from '../../engine/background/archive-writer';
import { archivedKinds } from '../../engine/background/archived-kinds';
import { fileProblem } from '../../engine/background/file-problem';
import { partOf, refuseUnfinished } from '../../engine/transfers';
import { exitCodes, type CliContext } from '../context';
import { Interruption } from '../interruption';
import { withFolder } from '../link/open-folder';
import { nothingYet } from '../not-found';
import { countText } from '../text/numbers';
import { plainText } from '../text/terminal';
import { TransferProgress } from '../transfer-progress';

/** See the head of this file. */
export async function exportRun(context: CliContext, given: Arguments): Promise<number> {
  const [id, name] = given.operands;
  const file = path.resolve(context.workingFolder, name);
  return withFolder(context.dataFolder, async (folder) => {
    if (folder === null) throw nothingYet(id);
    const { run, node, tree } = folder.reader.find(id);
    refuseUnfinished(id, node, tree.table.status(0));
    const part = partOf(file);
    const progress = new TransferProgress(context);
    const interruption = new Interruption();
    try {
      const written = writeArchive(
        {
          plan: folder.reader.logPlan(run),
          records: await folder.reader.packed(run, archivedKinds),
          appVersion: context.version,
          exportedAt: Date.now(),
          path: part,
        },
        (done, total) => {
          progress.show({ unit: 'lines', done, total });
        },
      );
      const lines = await Promise.race([written, interruption.asked]);
      if (lines === 'interrupted') return exitCodes.interrupted;
      renameSync(part, file);
      progress.end();
      const outcome = { runId: id, file, lines };
      if (context.json) await context.out.json(outcome);
      else
        await context.out.line(
          `Wrote ${id} ${plainText(tree.text(0).name)} to ${name}: ${countText(lines, 'line')}.`,
        );
      return exitCodes.completed;
    } catch (error) {
      throw fileProblem(error);
    } finally {
      progress.end();
      interruption.end();
      rmSync(part, { force: true });
    }
  });
}
