// @ts-check
import { resolve } from 'node:path';

/** The project folder. */
export const root = resolve(import.meta.dirname, '../..');
