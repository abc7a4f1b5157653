// @ts-check
import './project/node-version.mjs';

const { failWithSentence } = await import('./process/fail.mjs');
const { testAll } = await import('./checks/run-all.mjs');

try {
  process.exitCode = await testAll();
} catch (error) {
  failWithSentence(error);
}
