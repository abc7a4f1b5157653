/** The program `runsheet`: `bin/runsheet.mjs` imports it under plain Node, the app under its own binary. */
import { asksForJson } from './command-line';
import { exitCodes } from './context';
import { errorText } from './errors';
import { main } from './main';

const json = asksForJson(process.argv.slice(2));

// On a full disk lmdb rejects promises that nobody has; the awaited one tells the error, and work goes on later.
let hasToldRejection = false;
process.on('unhandledRejection', (reason) => {
  if (hasToldRejection) return;
  hasToldRejection = true;
  process.stderr.write(errorText(reason, json));
});
// Node would exit with 1, and that means that a run failed.
process.on('uncaughtException', (error) => {
  process.stderr.write(errorText(error, json));
  process.exit(exitCodes.error);
});

// The program ends with its answer, never because nothing happens to be going on (Node would exit with 13).
setInterval(() => {}, 60_000);

process.exit(await main(import.meta.url).catch(() => exitCodes.error));
