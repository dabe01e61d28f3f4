/**
 * Room 3: the wordings of the patterns as the set that a matcher holds, and which of two wins where both match. PatternWords enter, entries leave.
 */
import type { Phrase } from './message.ts';
import type { PatternWords, Wording } from './pattern-source.ts';

/** One wording in the set that a matcher holds. */
export interface Entry {
  /** Index of its pattern. */
  readonly pattern: number;
  /** Position among the pattern's wordings. */
  readonly position: number;
  readonly wording: Wording;
  /** Of two entries that match a text, the one of higher rank wins where no `yields` says otherwise. */
  readonly rank: number;
  /** Patterns that win over this one, or null. */
  readonly yieldsTo: ReadonlySet<number> | null;
  /** Its program, -1 before it is first tried. */
  program: number;
  /** What the rooms to the right see of it, made when it is first shown. */
  phrase: Phrase | null;
}

/** Literal text that is shorter than this tells little (`'`, `no `, ` (`). */
export const GOOD_KEY = 4;

// What decides between two wordings that match, the first before the second, each more than all that follow.
export const ADDED_RANK = 1 << 21;
const FIRM_RANK = 1 << 20;

/** The wordings of a pattern as entries. One that the user added ranks above all shipped ones, then a firm one above the loose, then the amount of literal text counts. */
export function entriesOf(pattern: PatternWords, index: number, yieldsTo: ReadonlySet<number> | null): Entry[] {
  const base = pattern.isAdded === true ? ADDED_RANK : 0;
  return pattern.says.map((wording, position) => ({
    pattern: index,
    position,
    wording,
    rank: base + (isFirm(wording) ? FIRM_RANK : 0) + literalLength(wording),
    yieldsTo,
    program: -1,
    phrase: null,
  }));
}

/** Whether a wording begins with literal text that tells something. */
export function isFirm(wording: Wording): boolean {
  const head = wording.indexOf('\0');
  return head < 0 || head >= GOOD_KEY;
}

function literalLength(wording: Wording): number {
  let length = wording.length;
  for (let open = wording.indexOf('\0'); open >= 0; ) {
    const close = wording.indexOf('\0', open + 1);
    length -= close - open + 1;
    open = wording.indexOf('\0', close + 1);
  }
  return length;
}

/** Whether `a` wins where both match. Of equals the one loaded first wins. */
export function beats(a: Entry, b: Entry): boolean {
  if (b.yieldsTo?.has(a.pattern)) return true;
  if (a.yieldsTo?.has(b.pattern)) return false;
  if (a.rank !== b.rank) return a.rank > b.rank;
  return a.pattern < b.pattern || (a.pattern === b.pattern && a.position < b.position);
}
