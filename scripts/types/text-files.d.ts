/** A file that is bundled as the text it holds. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}
