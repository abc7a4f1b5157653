import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  test: {
    allowOnly: false,
    // Every core: the default leaves one for a person who watches, and of two that is half.
    maxWorkers: '100%',
    globalSetup: ['test/setup/build-threads.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/setup/no-strays.ts', 'test/setup/property-seed.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          // The built command line, as a person types it.
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/setup/no-strays.ts', 'test/setup/property-seed.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/setup/no-strays.ts', 'test/setup/property-seed.ts'],
          // They kill engines that they have started, and need the machine for themselves.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
