/** The parts of a name that is a path: its last part is what tells one job from the next. */

/** What comes last, and the folder it is in: an empty text where there is none. */
export function nameParts(name: string): { readonly file: string; readonly folder: string } {
  const cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  const file = name.slice(cut + 1);
  // A path that ends with its separator is a folder, and has no file to show first.
  return cut > 0 && file !== '' ? { file, folder: name.slice(0, cut) } : { file: name, folder: '' };
}
