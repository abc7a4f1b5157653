/** `runsheet verify`: recounts the whole folder from its raw records. */
import { verifyFolder, type Verification } from '../../engine/verify/verify';
import { exitCodes, type CliContext } from '../context';
import { withFolder } from '../link/open-folder';
import { countText } from '../text/numbers';

const nothingToVerify: Verification = { ok: true, runs: 0, jobs: 0, lines: 0, differences: [] };

/** See the head of this file. */
export async function verify(context: CliContext): Promise<number> {
  return withFolder(context.dataFolder, async (folder) => {
    const result =
      folder === null
        ? nothingToVerify
        : verifyFolder({
            range: (start, end) => folder.store.range(start, end),
            readFile: (run, offset, length) => folder.files.read(run, offset, length),
          });
    const { ok, runs, jobs, lines, differences } = result;
    if (context.json) await context.out.json({ ok, runs, jobs, lines, differences });
    else if (ok) {
      const counted = `${countText(runs, 'run')}, ${countText(jobs, 'job')}, ${countText(lines, 'line')}`;
      await context.out.line(`Everything adds up: ${counted}.`);
    } else for (const difference of differences) await context.out.line(difference);
    return ok ? exitCodes.completed : exitCodes.failed;
  });
}
