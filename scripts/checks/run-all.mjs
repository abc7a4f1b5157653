// @ts-check
import { hasDisplay, provideVirtualDisplay } from '../process/display.mjs';
import { provideElectron } from '../electron-binary.mjs';
import { isInterrupted, passSignalsOn } from '../process/run.mjs';
import { build } from '../project/build.mjs';
import { installPackages } from '../project/install.mjs';
import { runSteps } from './steps.mjs';

/**
 * The fast part, for each commit: static checks and unit tests.
 *
 * @returns {Promise<number>} exit code
 */
export async function checkAll() {
  passSignalsOn();
  const { staticChecks } = await import('./static-checks.mjs');
  const { runVitest } = await import('./test-runs.mjs');
  return runSteps([...staticChecks, { name: 'unit tests', work: () => runVitest(['unit']) }], isInterrupted);
}

/**
 * Everything, from a fresh clone: packages, build, Electron, then every check and every test.
 *
 * @returns {Promise<number>} exit code
 */
export async function testAll() {
  passSignalsOn();
  await installPackages(console.log);
  const { staticChecks } = await import('./static-checks.mjs');
  const { runPlaywright, runVitest } = await import('./test-runs.mjs');
  return runSteps(
    [
      { name: 'build', work: buildOnce },
      { name: 'Electron', work: prepareWindow },
      ...staticChecks,
      { name: 'unit tests', work: () => runVitest(['unit']) },
      { name: 'command line tests', work: () => runVitest(['cli']) },
      { name: 'fault tests', work: () => runVitest(['faults']) },
      { name: 'end-to-end tests', work: runPlaywright },
    ],
    isInterrupted,
  );
}

/** Preparations count when they fail: what needs them cannot run. */
async function buildOnce() {
  return { passed: 0, failed: (await build()) === 0 ? 0 : 1 };
}

async function prepareWindow() {
  await provideElectron();
  if (!hasDisplay()) await provideVirtualDisplay(console.log);
  return { passed: 0, failed: 0 };
}
