/** A module of AssemblyScript, as `npm run generate` has written it. */

/** Its exports; null where WebAssembly, or what it needs of the processor (SIMD), is not to be had. */
export function loadAssembly<Exports extends object>(code: string): Exports | null {
  try {
    const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
    return new WebAssembly.Instance(module).exports as Exports;
  } catch {
    return null;
  }
}
