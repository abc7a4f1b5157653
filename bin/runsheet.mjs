#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../out/main/cli.js', import.meta.url);

if (existsSync(cli)) {
  await import(cli.href);
} else {
  console.error('Runsheet is not built yet. Run: npm ci && npm run build');
  process.exitCode = 2;
}
