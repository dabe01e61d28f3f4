/**
 * Which files a pattern of an `include` names, as glob(3) does: `*`, `?` and `[...]` within each part of the path, sorted by bytes, names with a leading dot only
 * where the pattern has one.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files that one pattern may name. */
const MOST = 1000;

/** The set `[...]` at `at`: whether it holds the character, and where it ends; null when it has no end and is an ordinary character. */
function inSet(
  pattern: string,
  at: number,
  character: string,
): { readonly holds: boolean; readonly end: number } | null {
  const isNegated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const first = at + (isNegated ? 2 : 1);
  // A bracket at the first place is one of the set.
  const close = pattern.indexOf(']', first + 1);
  if (close < 0) return null;
  let holds = false;
  for (let i = first; i < close; i++) {
    const isRange = pattern[i + 1] === '-' && i + 2 < close;
    if (isRange ? pattern[i]! <= character && character <= pattern[i + 2]! : pattern[i] === character) holds = true;
    if (isRange) i += 2;
  }
  return { holds: holds !== isNegated, end: close + 1 };
}

/** Does a name fit one part of a pattern? Goes back to the last star only, so that time is bounded by the product of both lengths. */
export function fits(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let [p, n] = [0, 0];
  let [star, taken] = [-1, 0];
  while (n < name.length) {
    const c = pattern[p];
    const set = c === '[' ? inSet(pattern, p, name[n]!) : null;
    if (c === '*') {
      star = p++;
      taken = n;
    } else if (set?.holds === true) {
      p = set.end;
      n++;
    } else if (set === null && (c === '?' || c === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++taken;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Names in a directory; none where it cannot be read. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** In: an absolute pattern, or one relative to the working directory. Out: paths, sorted; a pattern without wildcards is its own, there or not. */
export function expand(pattern: string): string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const isPlain = !/[*?[]/.test(part);
    found = found.flatMap((directory) => {
      if (isPlain) return [join(directory, part)];
      const names = namesIn(directory === '' ? '.' : directory).filter((name) => fits(part, name));
      return names.sort(byBytes).map((name) => join(directory, name));
    });
    found = found.slice(0, MOST);
  }
  return found;
}
