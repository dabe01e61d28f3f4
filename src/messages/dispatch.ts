/**
 * Room 3: which few of some thousand wordings a text is worth trying. Texts enter as bytes, candidates leave.
 *
 * Wordings stand in a trie over their literal text from the start on. A hole that cannot hold a blank does not end the way: the trie goes on at the next blank of the text.
 * Wordings that begin with a hole of free text stand in a second trie over their last bytes, read backwards; the few that are left are tried in turn. A trie is
 * built where texts lead it, never before: a set of thousands costs little at start.
 */
import { type CompiledWording, compileWording, withoutEmptyEnd } from './compile.ts';
import { FREE, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
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
  /** Compiled when it is first tried. */
  compiled: CompiledWording | null;
}

export interface Dispatch {
  readonly byStart: Trie<Entry>;
  readonly byEnd: Trie<Entry>;
  readonly others: readonly Entry[];
  /** All of them. */
  readonly entries: readonly Entry[];
}

/** Literal text that is shorter than this tells little (`'`, `no `, ` (`): another key is looked for first. */
const GOOD_KEY = 4;

/** More than a wording has literal bytes. */
const ADDED_RANK = 1 << 20;

/** The wordings of a pattern as entries. A pattern that the user added ranks above all shipped ones, otherwise the amount of literal text counts. */
export function entriesOf(pattern: PatternWords, index: number, yieldsTo: ReadonlySet<number> | null): Entry[] {
  const base = pattern.isAdded === true ? ADDED_RANK : 0;
  return pattern.says.map((wording, position) => ({
    pattern: index,
    position,
    wording,
    rank: base + literalLength(wording),
    yieldsTo,
    compiled: null,
  }));
}

function literalLength(wording: Wording): number {
  let length = 0;
  let isLiteral = true;
  for (let i = 0; i < wording.length; i++) {
    if (wording.charCodeAt(i) === 0) isLiteral = !isLiteral;
    else if (isLiteral) length += 1;
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

/** The compiled form of an entry. */
export function compiledOf(entry: Entry): CompiledWording {
  entry.compiled ??= compileWording(entry.wording);
  return entry.compiled;
}

/** Arranges entries for quick choice. */
export function createDispatch(entries: readonly Entry[]): Dispatch {
  const byStart: Keyed<Entry>[] = [];
  const byEnd: Keyed<Entry>[] = [];
  const others: Entry[] = [];
  for (const entry of entries) {
    const [key, ...following] = startKeys(entry.wording) as [string, ...string[]];
    const end = endKey(entry.wording);
    if (key.length >= GOOD_KEY || following.length > 0) byStart.push({ key, following, entry });
    else if (end.length >= GOOD_KEY) byEnd.push({ key: end, following: [], entry });
    else if (key !== '') byStart.push({ key, following, entry });
    else others.push(entry);
  }
  return { byStart: createTrie(byStart), byEnd: createTrie(byEnd), others, entries };
}

/** A key as a string of bytes, each a character below 256. */
function byteString(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/**
 * The literal start, and behind every run of holes that hold no blank the literal text from the next blank on. Taken from the shortest form of the wording, so that they
 * stand in every text that it matches.
 */
function startKeys(wording: Wording): string[] {
  const [head, ...parts] = (withoutEmptyEnd(wording) ?? wording).split('\0') as [string, ...string[]];
  const keys = [byteString(head)];
  for (let i = 0; i < parts.length; i += 2) {
    if (FREE[TYPE_NUMBER.get(parts[i]!.slice(parts[i]!.indexOf(':') + 1) as HoleType)!] === 1) break;
    const blank = parts[i + 1]!.indexOf(' ');
    if (blank >= 0) keys.push(byteString(parts[i + 1]!.slice(blank)));
  }
  return keys;
}

/** The literal end backwards. */
function endKey(wording: Wording): string {
  const end = wording.slice(wording.lastIndexOf('\0') + 1);
  return end === '' ? '' : [...byteString(end)].reverse().join('');
}
