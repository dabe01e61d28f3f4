/**
 * Room 2, envelopes: tells the keys of a JSON object apart by their first four bytes, so that a known key is neither searched for its end nor compared byte by byte.
 */
import { QUOTE, startsWith } from '../bytes.ts';

/** A power of two, well above the number of names. */
const SLOTS = 256;
/** Knuth's multiplicative hashing. */
const FACTOR = 0x9e3779b1;

export interface Keys {
  /** Index of the first name in a slot, and of the next of the same slot; -1 at the end. */
  readonly first: Int16Array;
  readonly next: Int16Array;
  readonly names: readonly Buffer[];
  /** Indices of the names of each length that have a column. */
  readonly byLength: readonly (readonly number[])[];
  readonly views: readonly DataView[];
  /** Column of each name, -1 when its value is passed over. */
  readonly columns: Int16Array;
}

function slotOf(head: number): number {
  return Math.imul(head, FACTOR) >>> 24;
}

/**
 * A table of the names in `columns` and of those in `passed`, whose values nobody wants.
 */
export function createKeys(columns: Readonly<Record<string, number>>, passed: readonly string[] = []): Keys {
  const texts = [...Object.keys(columns), ...passed];
  // Room for four bytes at least, so that every name has a head; what is short is filled up with its closing quote.
  const names = texts.map((text) => Buffer.from(text));
  const views = names.map((name) => new DataView(Uint8Array.from([...name, QUOTE, 0, 0, 0]).buffer));
  const first = new Int16Array(SLOTS).fill(-1);
  const next = new Int16Array(names.length).fill(-1);
  for (const [index, view] of views.entries()) {
    if (names[index]!.length < 4) continue;
    const slot = slotOf(view.getInt32(0));
    next[index] = first[slot]!;
    first[slot] = index;
  }
  const longest = Math.max(...texts.map((text) => text.length));
  const byLength = Array.from({ length: longest + 1 }, (_, length) =>
    [...texts.keys()].filter((i) => texts[i]!.length === length && texts[i]! in columns),
  );
  return { first, next, names, byLength, views, columns: Int16Array.from(texts, (text) => columns[text] ?? -1) };
}

/** Index of the name that stands at `at` and ends in a quote before `end`, or -1. `view` looks at all of `bytes`. Names under four bytes are not found. */
export function keyAt(keys: Keys, bytes: Buffer, view: DataView, at: number, end: number): number {
  if (at + 4 >= end) return -1;
  const head = view.getInt32(at);
  for (let index = keys.first[slotOf(head)]!; index >= 0; index = keys.next[index]!) {
    const { length } = keys.names[index]!;
    if (at + length < end && bytes[at + length] === QUOTE && isName(keys.views[index]!, length, view, at)) return index;
  }
  return -1;
}

/** Four bytes at a time from the end, the last step over what is left at the beginning. */
function isName(name: DataView, length: number, view: DataView, at: number): boolean {
  for (let i = length - 4; i > 0; i -= 4) {
    if (name.getInt32(i) !== view.getInt32(at + i)) return false;
  }
  return name.getInt32(0) === view.getInt32(at);
}

/** Column of the name `bytes[start, end)`, -1 for one without: for callers that know where it ends. */
export function columnOfName(keys: Keys, bytes: Buffer, start: number, end: number): number {
  const candidates = keys.byLength[end - start];
  if (candidates === undefined) return -1;
  for (let i = 0; i < candidates.length; i++) {
    const index = candidates[i]!;
    if (startsWith(bytes, start, end, keys.names[index]!)) return keys.columns[index]!;
  }
  return -1;
}
