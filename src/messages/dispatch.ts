/**
 * Room 3: which few of some thousand wordings a text is worth trying. Texts enter as bytes, candidates leave.
 *
 * Most wordings are firm: they begin with literal text. They stand in a trie over it; a hole that cannot hold a blank does not end the way, the trie goes on at the next
 * blank of the text. The loose ones begin with a hole (or a quote and a hole). They stand in tries over what follows their first word or, read backwards, over their end,
 * and the few that are left are tried in turn. A trie is built where texts lead it, never before: a set of thousands costs little at start.
 *
 * A firm wording wins over a loose one: whatever a stranger puts into the middle of one of charon's lines, it cannot turn it into another line that way. And loose ones
 * need not be tried where a firm one matched.
 */
import { type CompiledWording, withoutEmptyEnd } from './compile.ts';
import { FREE, TYPE_NUMBER } from './holes.ts';
import type { HoleType, Phrase } from './message.ts';
import type { PatternWords, Wording } from './pattern-source.ts';
import { createTrie, type Keyed, type Trie } from './trie.ts';

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
  /** Its program, made when it is first tried: never null in an entry that was chosen. */
  compiled: CompiledWording | null;
  /** What the rooms to the right see of it, made when it is first shown. */
  phrase: Phrase | null;
}

export interface Dispatch {
  /** The firm wordings, by their start. */
  readonly firm: Trie<Entry>;
  readonly looseByStart: Trie<Entry>;
  readonly looseByEnd: Trie<Entry>;
  readonly looseOthers: readonly Entry[];
  /** True when a loose wording may win over any firm one: the user added it. */
  readonly isLooseFirst: boolean;
  /** All of them. */
  readonly entries: readonly Entry[];
}

/** Literal text that is shorter than this tells little (`'`, `no `, ` (`). */
const GOOD_KEY = 4;

// What decides between two wordings that match, the first before the second, each more than all that follow.
const ADDED_RANK = 1 << 21;
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
    compiled: null,
    phrase: null,
  }));
}

function isFirm(wording: Wording): boolean {
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

/** Arranges entries for quick choice. */
export function createDispatch(entries: readonly Entry[]): Dispatch {
  const firm: Keyed<Entry>[] = [];
  const byStart: Keyed<Entry>[] = [];
  const byEnd: Keyed<Entry>[] = [];
  const looseOthers: Entry[] = [];
  for (const entry of entries) {
    const { wording } = entry;
    const key = startKey(wording, 0)!;
    if (isFirm(wording)) {
      firm.push({ key, part: 0, entry });
      continue;
    }
    const end = endKey(wording);
    if (startKey(wording, 1) !== undefined) byStart.push({ key, part: 0, entry });
    else if (end.length >= GOOD_KEY) byEnd.push({ key: end, part: 0, entry });
    else if (key !== '') byStart.push({ key, part: 0, entry });
    else looseOthers.push(entry);
  }
  return {
    firm: createTrie(firm, keyAfter),
    looseByStart: createTrie(byStart, keyAfter),
    looseByEnd: createTrie(byEnd, () => undefined),
    looseOthers,
    isLooseFirst: entries.some(({ wording, rank }) => rank >= ADDED_RANK && !isFirm(wording)),
    entries,
  };
}

function keyAfter({ wording }: Entry, part: number): string | undefined {
  return startKey(wording, part + 1);
}

/** A key as a string of bytes, each a character below 256. */
function byteString(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/**
 * Key number 0 of a wording is its literal start. The next stand behind the holes that hold no blank: the literal text from the first blank behind them on. Undefined when
 * there are not so many. Taken from the shortest form of the wording, so that they stand in every text that it matches.
 */
function startKey(wording: Wording, part: number): string | undefined {
  const shortest = withoutEmptyEnd(wording) ?? wording;
  let from = 0;
  let literalEnd = endOfLiteral(shortest, from);
  for (let key = 0; key < part; ) {
    if (literalEnd === shortest.length) return undefined;
    const holeEnd = shortest.indexOf('\0', literalEnd + 1);
    const type = shortest.slice(shortest.indexOf(':', literalEnd) + 1, holeEnd) as HoleType;
    if (FREE[TYPE_NUMBER.get(type)!] === 1) return undefined;
    literalEnd = endOfLiteral(shortest, holeEnd + 1);
    from = shortest.indexOf(' ', holeEnd);
    if (from >= 0 && from < literalEnd) key += 1;
  }
  return byteString(shortest.slice(from, literalEnd));
}

function endOfLiteral(wording: Wording, from: number): number {
  const hole = wording.indexOf('\0', from);
  return hole < 0 ? wording.length : hole;
}

/** The literal end backwards. */
function endKey(wording: Wording): string {
  const end = wording.slice(wording.lastIndexOf('\0') + 1);
  return end === '' ? '' : [...byteString(end)].reverse().join('');
}
