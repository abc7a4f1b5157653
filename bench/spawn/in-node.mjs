// @ts-check
/** Child process: Runsheet in plain Node. See bench/spawn.mjs. */
import { answer } from '../harness/in-child.mjs';
import { measure } from './measure.mjs';

await answer(measure);
