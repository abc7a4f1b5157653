// @ts-check
import './project/node-version.mjs';

const { passSignalsOn } = await import('./process/run.mjs');
const { runBenchmark } = await import('../bench/harness/run-benchmark.mjs');

passSignalsOn();
process.exitCode = await runBenchmark(process.argv.slice(2));
