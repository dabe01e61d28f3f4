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
import { withoutEmptyEnd } from './compile.ts';
import { ADDED_RANK, type Entry, GOOD_KEY, isFirm } from './entry.ts';
import { createGuesses, type Guesses } from './guess.ts';
import { FREE, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
import type { Wording } from './pattern-source.ts';
import { createTrie, type Keyed, type Trie } from './trie.ts';

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
  /** Those of them that have won. */
  readonly guesses: Guesses;
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
    guesses: createGuesses(),
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
