/** Tooltips with keys: the key comes from the table, so a tooltip names no key that does nothing. */
import { showKey } from '../shell/keys';
import { keysOf, type CommandName } from './command-table';

/** The first key of a command as its cap shows it; null when it has none. */
export function keyCapOf(name: CommandName): string | null {
  const key = keysOf(name)[0];
  return key === undefined ? null : showKey(key);
}

/** `Wrap long lines (W)` */
export function withKey(hint: string, name: CommandName): string {
  const key = keysOf(name)[0];
  return key === undefined ? hint : withCap(hint, key);
}

/** `Close (Esc)`, for a key that is no command's: what floats has keys of its own. */
export function withCap(hint: string, key: string): string {
  return `${hint} (${showKey(key)})`;
}
