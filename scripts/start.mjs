// @ts-check
import './project/node-version.mjs';

const { failWithSentence } = await import('./process/fail.mjs');
const { start } = await import('./start/start.mjs');

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  failWithSentence(error);
}
