// @ts-check
import './project/node-version.mjs';

const { failWithSentence } = await import('./process/fail.mjs');
const { checkAll } = await import('./checks/run-all.mjs');

try {
  process.exitCode = await checkAll();
} catch (error) {
  failWithSentence(error);
}
