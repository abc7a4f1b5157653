// @ts-check
import './project/node-version.mjs';
import { electronFlags } from './process/display.mjs';
import { packageProgram } from './process/npm.mjs';
import { passSignalsOn, run } from './process/run.mjs';
import { root } from './project/root.mjs';
import { forgetBuild } from './project/build.mjs';
import { provideElectron } from './electron-binary.mjs';

// The app with its window reloaded at every change of the renderer. Arguments go to the app.
passSignalsOn();
await provideElectron();
forgetBuild(); // what it writes is for this mode only
const args = [packageProgram('electron-vite'), 'dev', '--', ...electronFlags(), ...process.argv.slice(2)];
process.exitCode = (await run(process.execPath, args, { cwd: root, input: true })).code;
