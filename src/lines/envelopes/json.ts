/**
 * Room 2, envelopes: a tolerant scanner for the JSON that loggers write, one object at a time. It only finds where
 * values stand; control bytes and broken UTF-8 in a string do not disturb it. Every search ends with the span.
 */
import { BYTES, hexDigit, isDigit, startsWith } from '../bytes.ts';
import { createSight, isSeen, remember, type Sight, viewOf } from '../sight.ts';

const { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, CR, LF, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE, TAB } =
  BYTES;

/** Four of them. */
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;

/** Which column a key has, -1 for one nobody asks for. */
export type ColumnOf = (bytes: Buffer, start: number, end: number) => number;

/** Tells these names apart, the n-th being column n: by their length first, which differs for most. */
export function createColumns(names: readonly string[]): ColumnOf {
  const literals = names.map((name) => Buffer.from(name));
  const longest = Math.max(...names.map((name) => name.length));
  // Invariant: first[l] is the first column whose name has length l, next[c] the next of the same length; -1 at the
  // end.
  const first = new Int8Array(longest + 1).fill(-1);
  const next = new Int8Array(names.length).fill(-1);
  for (const [column, { length }] of names.entries()) {
    next[column] = first[length]!;
    first[length] = column;
  }

  return (bytes, start, end) => {
    const length = end - start;
    if (length > longest) return -1;
    let column = first[length]!;
    while (column >= 0 && !startsWith(bytes, start, end, literals[column]!)) column = next[column]!;
    return column;
  };
}

/** Position after white space. */
export function skipSpace(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === LF || bytes[at] === CR)) at++;
  return at;
}

/**
 * Position of the quote that ends the string whose first byte is at `start`, or -1. Looks at four bytes at once: the
 * strings of a journal's entry are too short to be searched natively (measured).
 */
export function stringEnd(bytes: Buffer, start: number, end: number): number {
  const view = viewOf(bytes);
  let at = start;
  for (;;) {
    while (at + 4 <= end && !holds(view.getInt32(at), QUOTES)) at += 4;
    while (at < end && bytes[at] !== QUOTE) at++;
    if (at >= end) return -1;
    if (bytes[at - 1] !== BACKSLASH || !isEscaped(bytes, start, at)) return at;
    at++;
  }
}

/** Whether one of four bytes is that which `wanted` is four times: it becomes zero, and taking one from each byte borrows from the top bit of a zero. */
function holds(four: number, wanted: number): boolean {
  const zero = four ^ wanted;
  return ((zero - 0x01010101) & ~zero & 0x80808080) !== 0;
}

/** Whether the byte at `at` is escaped: an odd number of backslashes stands before it, from `start` on. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let first = at;
  while (first > start && bytes[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

/** Position after a value that is no string: number, word, or nested brackets. */
function valueEnd(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const close = stringEnd(bytes, at + 1, end);
      if (close < 0) return end;
      at = close;
    } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth++;
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      if (depth === 0) return at;
      depth--;
    } else if (byte === COMMA && depth === 0) return at;
    at++;
  }
  return end;
}

/**
 * Finds the values of the object that begins at `start` with `{`. For column c, `spans[2c]` and `spans[2c + 1]` are the
 * value's bounds, without quotes for strings; -1 when it is missing. Answers false when the object is not whole; what
 * was found stands.
 */
export type ReadObject = (bytes: Buffer, start: number, end: number, spans: Int32Array) => boolean;

/** Keys that a reader remembers, and the longest of them. */
const MOST_KEYS = 64;
const LONGEST_KEY = 64;
/** So many keys that an object leaves out are passed over. */
const AHEAD = 4;

/**
 * A reader of objects that are alike, as one logger's are: their keys come in one order, so that the next key is told by
 * a comparison, and its end and its column need not be looked for.
 */
export function createObjectReader(columnOf: ColumnOf): ReadObject {
  // Invariant: keys[i] is `"KEY":` and has the column columns[i]; in the order in which objects have them.
  const keys: Sight[] = [];
  const columns: number[] = [];
  // Invariant: of the object at hand, the keys before `next` are behind.
  let next = 0;

  /** Number of the key that stands at `at`, -1 when it is none of the next. */
  function keyAt(bytes: Buffer, at: number, end: number): number {
    const last = Math.min(keys.length, next + AHEAD);
    for (let i = next; i < last; i++) {
      const key = keys[i]!;
      if (at + key.length <= end && isSeen(key, bytes, at)) return i;
    }
    return -1;
  }

  /** A key where another was expected: it belongs before that. */
  function learn(bytes: Buffer, start: number, end: number, column: number): void {
    if (keys.length === MOST_KEYS || end - start > LONGEST_KEY) return;
    const key = createSight(LONGEST_KEY);
    remember(key, bytes, start, end);
    keys.splice(next, 0, key);
    columns.splice(next, 0, column);
    next++;
  }

  return (bytes, start, end, spans) => {
    spans.fill(-1);
    next = 0;
    let at = start + 1;
    while (at < end) {
      if (bytes[at] === COMMA) at++;
      if (bytes[at] !== QUOTE) at = skipSpace(bytes, at, end);
      if (at >= end || bytes[at] !== QUOTE) return at < end && bytes[at] === CLOSE_BRACE;
      const known = keyAt(bytes, at, end);
      let column: number;
      if (known >= 0) {
        column = columns[known]!;
        at += keys[known]!.length;
        next = known + 1;
      } else {
        const key = at;
        at = keyEnd(bytes, key + 1, end);
        const colon = bytes[at + 1] === COLON ? at + 1 : skipSpace(bytes, at + 1, end);
        if (colon >= end || bytes[colon] !== COLON) return false;
        column = columnOf(bytes, key + 1, at);
        if (colon === at + 1) learn(bytes, key, colon + 1, column);
        at = colon + 1;
      }
      if (bytes[at] !== QUOTE) at = skipSpace(bytes, at, end);
      const isString = at < end && bytes[at] === QUOTE;
      const from = isString ? at + 1 : at;
      const to = isString ? stringEnd(bytes, from, end) : valueEnd(bytes, from, end);
      if (to < 0) return false;
      if (column >= 0 && spans[2 * column] === -1) {
        spans[2 * column] = from;
        spans[2 * column + 1] = to;
      }
      at = isString ? to + 1 : to;
    }
    return false;
  };
}

/** Position of the first quote from `start`, or `end`. No key has an escape. */
function keyEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== QUOTE) at++;
  return at;
}

/** Whether the span holds a backslash. */
export function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  const view = viewOf(bytes);
  let at = start;
  while (at + 4 <= end && !holds(view.getInt32(at), BACKSLASHES)) at += 4;
  while (at < end && bytes[at] !== BACKSLASH) at++;
  return at < end;
}

/** What follows a backslash and means one byte. */
const SIMPLE: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a],
  [0x74, 0x09],
  [0x72, 0x0d],
  [0x62, 0x08],
  [0x66, 0x0c],
]);

/**
 * Writes the string `bytes[start, end)` without its escapes into `scratch` from `from`; answers where it ends there.
 * What does not fit is left out.
 */
export function unescapeString(bytes: Buffer, start: number, end: number, scratch: Buffer, from: number): number {
  let length = from;
  let at = start;
  while (at < end && length < scratch.length - 4) {
    const byte = bytes[at]!;
    if (byte !== BACKSLASH || at + 1 >= end) {
      scratch[length++] = byte;
      at++;
      continue;
    }
    const kind = bytes[at + 1]!;
    if (kind === 0x75 && at + 6 <= end) {
      const unit = codeUnit(bytes, at + 2);
      const low =
        unit >= 0xd800 && unit < 0xdc00 && bytes[at + 6] === BACKSLASH && at + 12 <= end ? codeUnit(bytes, at + 8) : -1;
      const isPair = low >= 0xdc00 && low < 0xe000;
      length = writeUtf8(isPair ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : unit, scratch, length);
      at += isPair ? 12 : 6;
      continue;
    }
    scratch[length++] = SIMPLE.get(kind) ?? kind;
    at += 2;
  }
  return length;
}

/** Four hexadecimal digits; U+FFFD when they are none. */
function codeUnit(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(bytes[at + i]);
    if (digit < 0) return 0xfffd;
    value = value * 16 + digit;
  }
  return value;
}

function writeUtf8(point: number, scratch: Buffer, at: number): number {
  if (point < 0x80) {
    scratch[at] = point;
    return at + 1;
  }
  if (point < 0x800) {
    scratch[at] = 0xc0 | (point >> 6);
    scratch[at + 1] = 0x80 | (point & 0x3f);
    return at + 2;
  }
  if (point < 0x10000) {
    scratch[at] = 0xe0 | (point >> 12);
    scratch[at + 1] = 0x80 | ((point >> 6) & 0x3f);
    scratch[at + 2] = 0x80 | (point & 0x3f);
    return at + 3;
  }
  scratch[at] = 0xf0 | (point >> 18);
  scratch[at + 1] = 0x80 | ((point >> 12) & 0x3f);
  scratch[at + 2] = 0x80 | ((point >> 6) & 0x3f);
  scratch[at + 3] = 0x80 | (point & 0x3f);
  return at + 4;
}

/**
 * Writes a JSON array of numbers (journald's way for what is not UTF-8) as bytes into `scratch`; answers the length.
 */
export function readByteArray(bytes: Buffer, start: number, end: number, scratch: Buffer): number {
  let length = 0;
  let value = -1;
  for (let at = start; at < end && length < scratch.length; at++) {
    if (isDigit(bytes[at])) value = Math.max(value, 0) * 10 + bytes[at]! - 0x30;
    else if (value >= 0) {
      scratch[length++] = value & 0xff;
      value = -1;
    }
  }
  return length;
}
