/**
 * Room 3: which wording a text is probably made of. A text enters, a guess leaves: what an earlier text that looks like it was made of.
 *
 * A log says the same few dozen things over and over. Most texts need no search among a group's wordings, then: the guess is right when it matches and none of its rivals
 * does. Rivals are those that would beat it where both match; which of them can match where it does is worked out once.
 */
import { viewOf } from '../lines/index.ts';
import { withoutEmptyEnd } from './compile.ts';
import { beats, type Entry, isFirm } from './entry.ts';

/** A wording that has won, and what stands against it. */
export interface Winner {
  readonly entry: Entry;
  /** How often it was searched for and won. */
  wins: number;
  /**
   * Those that would beat it where both match, and may. Null until it has won so often that looking for them pays. Firm wordings are no rivals of a loose one: they are
   * too many, and quickly looked up.
   */
  rivals: readonly Entry[] | null;
  readonly isFirm: boolean;
}

/** What the texts of one group were made of. */
export interface Guesses {
  /** By slot (`slotOf`): number in `winners` of what the last text there was made of. Numbers begin with 1, 0 is none. */
  readonly slots: Uint16Array;
  readonly winners: (Winner | undefined)[];
  readonly numbers: Map<Entry, number>;
}

/** A power of two. */
const SLOTS = 4096;
/** Shorter texts are searched for: there is little to search by. */
const SHORTEST = 16;
/** The rivals of a wording are looked for when it has won so often: most wordings of a short log never do. */
const WINS = 16;

export function createGuesses(): Guesses {
  return { slots: new Uint16Array(SLOTS), winners: [undefined], numbers: new Map() };
}

/**
 * Slot of a text, -1 for a short one. The places that are looked at tell the wordings of charon apart: the first word, the beginning of the second, the last byte (94 to 96
 * of 100 guesses are right; measured on logs of the lab).
 */
export function slotOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < SHORTEST) return -1;
  const view = viewOf(bytes);
  const others = (bytes[start + 14]! << 16) | (bytes[start + 15]! << 8) | bytes[end - 1]!;
  const hash = Math.imul(view.getInt32(start), 31) + Math.imul(view.getInt32(start + 8), 961) + others;
  return Math.imul(hash, 0x9e3779b1) >>> 20;
}

export function guessAt({ slots, winners }: Guesses, slot: number): Winner | undefined {
  return winners[slots[slot]!];
}

/** Remembers who won the search for a text at `slot`; `entries` are all that might have. */
export function noteWinner(guesses: Guesses, slot: number, entry: Entry, entries: readonly Entry[]): void {
  const { slots, winners, numbers } = guesses;
  let number = numbers.get(entry);
  if (number === undefined) {
    number = winners.push({ entry, wins: 0, rivals: null, isFirm: isFirm(entry.wording) }) - 1;
    numbers.set(entry, number);
  }
  const winner = winners[number]!;
  winner.wins += 1;
  if (winner.wins === WINS) winner.rivals = entries.filter((other) => isRival(other, winner));
  slots[slot] = number;
}

function isRival(other: Entry, { entry, isFirm: isEntryFirm }: Winner): boolean {
  if (other === entry || !beats(other, entry) || (!isEntryFirm && isFirm(other.wording))) return false;
  return mayBothMatch(other, entry);
}

/** False is certain: the literal text that both begin or end with differs. */
function mayBothMatch(a: Entry, b: Entry): boolean {
  // A hole at the very start is a NUL there.
  const [firstA, firstB] = [a.wording.charCodeAt(0), b.wording.charCodeAt(0)];
  if (firstA !== firstB && firstA !== 0 && firstB !== 0) return false;
  const headA = headOf(a);
  const headB = headOf(b);
  if (!headA.startsWith(headB) && !headB.startsWith(headA)) return false;
  const endA = endOf(a);
  const endB = endOf(b);
  return endA.endsWith(endB) || endB.endsWith(endA);
}

/** The literal text that every text of a wording begins with. */
function headOf({ wording }: Entry): string {
  const shortest = withoutEmptyEnd(wording) ?? wording;
  const hole = shortest.indexOf('\0');
  return hole < 0 ? shortest : shortest.slice(0, hole);
}

/** The same for the end: nothing for a wording that ends in a hole. */
function endOf({ wording }: Entry): string {
  return wording.slice(wording.lastIndexOf('\0') + 1);
}
