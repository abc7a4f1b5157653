// @ts-check
import './project/node-version.mjs';

const { failWithSentence } = await import('./process/fail.mjs');
const { takeScreenshots } = await import('./screenshots/take.mjs');

try {
  process.exitCode = await takeScreenshots(process.argv.slice(2));
} catch (error) {
  failWithSentence(error);
}
