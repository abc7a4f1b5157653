// @ts-check
'use strict';

/**
 * Who may import whom: DESIGN, "The house". `ARCHITECTURE.md` draws the same picture. Every rule is about
 * what one folder must not reach; what no rule forbids is allowed.
 */

const engine = '^src-main/engine/';
const electronSide = '^src-main/(app/|index\\.ts$)';

/**
 * Parts of the engine that get what they need as arguments from engine.ts, and what each may know besides
 * src-shared and itself: `jobs` is a pure model.
 */
const portedParts = {
  jobs: [],
  queue: ['jobs'],
  logs: ['jobs'],
  feed: ['jobs'],
  schedule: [],
  timeline: ['jobs'],
};

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const portedPartRules = Object.entries(portedParts).map(([part, known]) => ({
  name: `engine-${part}-gets-its-parts-as-arguments`,
  severity: 'error',
  comment: `engine/${part} says what it needs in a port of its own; engine.ts hands it over.`,
  from: { path: `${engine}${part}/` },
  to: { path: '^src-(main|preload|renderer)/', pathNot: [part, ...known].map((name) => `${engine}${name}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or lack a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$', '^virtual:', '\\?'] },
    },
    {
      name: 'shared-imports-only-the-schema-library',
      severity: 'error',
      comment: 'src-shared runs everywhere: in the main process, in threads, in the window.',
      from: { path: '^src-shared/' },
      to: { pathNot: ['^src-shared/', '^node_modules/zod/'] },
    },
    {
      name: 'renderer-imports-only-shared-and-frameworks',
      severity: 'error',
      comment: 'The window is a web page: no Node, no Electron, nothing of the main process.',
      from: { path: '^src-renderer/' },
      to: {
        pathNot: [
          '^src-renderer/',
          '^src-shared/',
          '^node_modules/(vue|@vue|pinia|@lucide/vue|reka-ui|zod)/',
        ],
      },
    },
    {
      name: 'preload-imports-only-shared-and-electron',
      severity: 'error',
      comment: 'A sandboxed preload has nothing but electron, and builds the API from the contract.',
      from: { path: '^src-preload/' },
      to: { pathNot: ['^src-preload/', '^src-shared/', '(^|/)electron(/|$)'] },
    },
    {
      name: 'main-does-not-import-the-window',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^src-(renderer|preload)/' },
    },
    {
      name: 'engine-knows-neither-app-nor-cli',
      severity: 'error',
      comment: 'The engine runs the same under plain Node: app/, cli/ and index.ts are its users.',
      from: { path: engine },
      to: { path: '^src-main/', pathNot: engine },
    },
    {
      name: 'cli-and-app-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src-main/cli/' },
      to: { path: electronSide },
    },
    {
      name: 'app-does-not-import-the-cli',
      severity: 'error',
      from: { path: electronSide },
      to: { path: '^src-main/cli/' },
    },
    {
      name: 'only-app-imports-electron',
      severity: 'error',
      from: { path: '^src-', pathNot: [electronSide, '^src-preload/'] },
      to: { path: '(^|/)electron(/|$)' },
    },
    {
      name: 'only-storage-imports-lmdb',
      severity: 'error',
      from: { path: '^src-', pathNot: `${engine}storage/` },
      to: { path: '(^|/)lmdb(/|$)' },
    },
    {
      name: 'only-executors-and-background-import-worker-threads',
      severity: 'error',
      comment:
        'Executors run jobs; background threads read and write logs for a person: search, export, opening.',
      from: { path: '^src-', pathNot: [`${engine}executors/`, `${engine}background/`] },
      to: { path: '^(node:)?worker_threads$' },
    },
    {
      name: 'only-executors-and-cli-import-child-process',
      severity: 'error',
      comment:
        'Jobs are started by executors; the command line starts a detached engine; the desktop is asked for its tray.',
      from: {
        path: '^src-',
        pathNot: [`${engine}executors/`, '^src-main/cli/', '^src-main/app/tray-host\\.ts$'],
      },
      to: { path: '^(node:)?child_process$' },
    },
    ...portedPartRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|test|bench|scripts)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.vue', '.json', '.d.ts'],
    },
  },
};
