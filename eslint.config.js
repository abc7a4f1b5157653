import { readdirSync, readFileSync } from 'node:fs';
import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

const typed = ['src-*/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];
const vueFiles = ['src-renderer/**/*.vue'];

/** The raw Electron IPC, closed to everybody but one module on each side. */
const ipcMain = {
  name: 'electron',
  importNames: ['ipcMain'],
  message: 'Only src-main/app/ipc-registrar.ts touches ipcMain: add a handler there instead.',
};
const ipcRenderer = {
  name: 'electron',
  importNames: ['ipcRenderer'],
  message: 'Only src-preload touches ipcRenderer: call the API that is derived from the contract instead.',
};

/** Modules with schemas; what a page needs of them at run time lies in modules of their own. */
const shared = new URL('src-shared/', import.meta.url);
const schemaModules = readdirSync(shared)
  .filter((file) => readFileSync(new URL(file, shared), 'utf8').includes("from 'zod'"))
  .map((file) => file.replace(/\.ts$/, ''));
const noSchemas = {
  regex: `/src-shared/(${schemaModules.join('|')})$`,
  message: "The page's bundle has no schema library: import types only.",
  allowTypeImports: true,
};

/** What a template may have between its braces: no words. */
const templateSigns = [...'()[],.:;/·•–-+×→↑↓#%'];

/** Attributes and properties whose value is read or heard. */
const readAttributes = {
  '/.+/': [
    'title',
    'aria-label',
    'aria-description',
    'aria-placeholder',
    'aria-roledescription',
    'aria-valuetext',
    'placeholder',
    'alt',
    'label',
    'hint',
    'text',
  ],
};

/** Words that a template puts on the screen with an expression; those of a comparison are none. */
const wordsInBraces = [
  '> TemplateLiteral > TemplateElement[value.raw=/[a-z]{2}/i]',
  '> :matches(ConditionalExpression, LogicalExpression) > Literal[value=/[a-z]{2}/i]',
  '> ConditionalExpression > TemplateLiteral > TemplateElement[value.raw=/[a-z]{2}/i]',
]
  .flatMap((words) => [
    `VElement > VExpressionContainer ${words}`,
    ...readAttributes['/.+/'].map(
      (name) => `VAttribute[key.argument.name='${name}'] > VExpressionContainer ${words}`,
    ),
  ])
  .map((selector) => ({ selector, message: 'What people read lies in the texts files of src-renderer.' }));

export default defineConfig([
  {
    ignores: [
      'scripts/types/',
      'out/',
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'test/fixtures/',
      // AssemblyScript has a compiler of its own.
      'src-main/engine/executors/line-scan/line-scan.ts',
      'src-main/engine/logs/line-find/line-find.ts',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
  },
  js.configs.recommended,
  comments.recommended,
  tseslint.configs.recommended,
  {
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      '@eslint-community/eslint-comments/disable-enable-pair': ['error', { allowWholeFile: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
      'no-undef': 'off', // the compilers check that, also for .mjs and .vue
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-imports': ['error', { paths: [ipcMain, ipcRenderer] }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: typed,
    extends: [tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // An `async` method of a port may have nothing to await in one of its implementations.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Tests look into parsed JSON and hand over broken input on purpose.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: vueFiles,
    extends: [vue.configs['flat/essential']],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-useless-v-bind': 'error',
      // What people read lies in the texts files. Signs and units that are the same everywhere may stand in a template.
      'vue/no-bare-strings-in-template': ['error', { allowlist: templateSigns, attributes: readAttributes }],
      'vue/no-restricted-syntax': ['error', ...wordsInBraces],
      'vue/multi-word-component-names': 'off', // components are imported by name, none can clash with an element
      'no-restricted-exports': 'off', // a component is its file's default export
    },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [noSchemas] }] },
  },
  {
    files: ['src-main/app/ipc-registrar.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [ipcRenderer] }] },
  },
  {
    files: ['src-preload/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [ipcMain] }] },
  },
  {
    files: [
      '*.config.{js,ts}',
      'test/setup/build-threads.ts',
      'examples/**/*.mjs',
      'resources/samples/*.mjs',
    ],
    rules: { 'no-restricted-exports': 'off' }, // whoever reads the file asks for a default export
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' }, // CommonJS has no other way
  },
]);
