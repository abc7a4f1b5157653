// @ts-check
import './project/node-version.mjs';
import { passSignalsOn } from './process/run.mjs';
import { build } from './project/build.mjs';

passSignalsOn();
process.exitCode = await build();
