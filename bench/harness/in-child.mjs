// @ts-check
import { run } from '../../scripts/process/run.mjs';

/**
 * Runs a module in a process of its own, so that no measure finds the heap of another, and gives back what it
 * answered with {@link answer}.
 *
 * @param {URL} module
 * @param {unknown} input
 * @returns {Promise<any>}
 */
export async function inChild(module, input) {
  const { code, stdout, stderr } = await run(process.execPath, [module.pathname, JSON.stringify(input)], {
    capture: true,
  });
  if (code !== 0) throw new Error(`${module.pathname} ended with code ${code}.\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/**
 * In the child: does the work with the input and answers with what it returns.
 *
 * @template Input
 * @param {(input: Input) => Promise<unknown>} work
 */
export async function answer(work) {
  const value = await work(JSON.parse(process.argv[2] ?? 'null'));
  console.log(JSON.stringify(value));
}
