/** Whether a name has the letters of what a person typed: the loosest way of being meant. */

/** Whether `name` has all characters of `text` in their order; both are in lower case. Spaces do not matter. */
export function hasLettersOf(name: string, text: string): boolean {
  let at = 0;
  for (const letter of text) {
    if (letter === ' ') continue;
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
