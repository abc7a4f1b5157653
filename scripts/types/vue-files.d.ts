// For ESLint, whose TypeScript cannot read .vue files; vue-tsc finds the real types and passes this over.
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
