import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { mainEntries, nodeTarget } from './scripts/build-entries.mjs';

const root = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      outDir: 'out/main',
      rolldownOptions: {
        input: mainEntries(root),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(root, 'src-preload/index.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [vue()],
    build: {
      target: 'chrome130',
      outDir: 'out/renderer',
      rolldownOptions: { input: resolve(root, 'src-renderer/index.html') },
    },
  },
});
