import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Every test drives a window of its own, and some measure: one at a time, and never a second try.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
});
