/**
 * Room 3: records become messages. A Record enters, a Message leaves: the pattern that its text was made of, or none.
 *
 * Where the envelope tells the group, only that group's patterns are tried; where it has a MESSAGE_ID, those of that id first. Of several patterns that match, the winner
 * is the one that the others yield to, else one added by the user, else one that begins with literal text, else the one with most literal text, else the one loaded first.
 */
import { createTexts, type Record, textOf } from '../lines/index.ts';
import { type Chooser, createChooser } from './choose.ts';
import type { Entry } from './entry.ts';
import type { HoleType, Message, Pattern, Phrase } from './message.ts';
import { type PatternWords, segmentsOf } from './pattern-source.ts';
import { createUnmatchedList, type UnmatchedShape } from './unmatched.ts';

/** What a matcher has counted. */
export interface MatchCounts {
  messages: number;
  matched: number;
  /** Texts that no pattern knows, those of `overBudget` included. */
  unmatched: number;
  /** Texts given up because matching them took too many steps. */
  overBudget: number;
}

export interface Matcher {
  /** The patterns, by their `index`. */
  readonly patterns: readonly Pattern[];
  /** The message of a record. The object is reused: valid until the next call. */
  match(record: Record): Message;
  /** True when some pattern of any group matches the text `bytes[start, end)`. Counts nothing. */
  knows(bytes: Uint8Array, start: number, end: number): boolean;
  readonly counts: MatchCounts;
  /** Shapes of the texts that no pattern knew, the most frequent first, and how many texts had no room in that list. */
  unmatched(): { readonly shapes: readonly UnmatchedShape[]; readonly left: number };
}

const ALL_GROUPS = -1;

/** A matcher for these patterns. Pattern `index` is the position in the array. */
export function createMatcher(patterns: readonly PatternWords[]): Matcher {
  const known = patterns.map(({ name, means, groups }, index): Pattern => ({ index, name, means, groups }));
  const chooser = createChooser(patterns);
  const unmatched = createUnmatchedList();
  const counts: MatchCounts = { messages: 0, matched: 0, unmatched: 0, overBudget: 0 };
  const { message, show } = createMessage(chooser);

  function match(record: Record): Message {
    const { bytes } = record;
    const start = trimmedStart(bytes, record.start, record.end);
    const end = trimmedEnd(bytes, start, record.end);
    counts.messages += record.count;
    const winner =
      (record.messageId >= 0 ? chooser.chooseById(record.messageId, bytes, start, end) : null) ??
      chooser.choose(record.group, bytes, start, end);
    if (winner === null) {
      counts.unmatched += record.count;
      if (chooser.budget.steps < 0) counts.overBudget += record.count;
      unmatched.add(record, start, end);
    } else {
      counts.matched += record.count;
    }
    show(record, winner, winner === null ? null : known[winner.pattern]!, start, end);
    return message;
  }

  return {
    patterns: known,
    match,
    knows(bytes, start, end) {
      const from = trimmedStart(bytes, start, end);
      return chooser.choose(ALL_GROUPS, bytes, from, trimmedEnd(bytes, from, end)) !== null;
    },
    counts,
    unmatched: () => ({ shapes: unmatched.shapes(), left: unmatched.left.count }),
  };
}

/** Position of the first byte that is no blank. */
export function trimmedStart(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  while (from < end && isBlank(bytes[from]!)) from += 1;
  return from;
}

/** Position behind the last byte that is no blank. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && isBlank(bytes[to - 1]!)) to -= 1;
  return to;
}

interface ShownMessage extends Message {
  record: Record;
  pattern: Pattern | null;
  phrase: Phrase | null;
}

/** Texts of holes that are remembered: a log says the same names, addresses and payload lists over and over. */
const TEXTS = 4096;

/** The one Message of a matcher, and the way to make it show another record. */
function createMessage(chooser: Chooser): {
  message: Message;
  show: (record: Record, winner: Entry | null, pattern: Pattern | null, start: number, end: number) => void;
} {
  const intern = createTexts(TEXTS);
  let phrases = 0;
  // The last record shown: its text is `[from, to)` of its bytes, made of `phrase`, whose holes are at `spans`.
  let phrase: Phrase | null = null;
  let spans = chooser.spans();
  let from = 0;
  let to = 0;
  const message: ShownMessage = {
    record: null as unknown as Record,
    pattern: null,
    phrase: null,
    textAt: (hole) => intern(message.record.bytes, spans[2 * hole]!, spans[2 * hole + 1]!),
    numberAt(hole) {
      const base = HEX_TYPES.has(phrase!.types[hole]!) ? 16 : 10;
      return numberIn(message.record.bytes, spans[2 * hole]!, spans[2 * hole + 1]!, base);
    },
    lengthAt: (hole) => spans[2 * hole + 1]! - spans[2 * hole]!,
    whole: () => textOf(message.record.bytes, from, to),
  };
  return {
    message,
    show(record, winner, pattern, start, end) {
      if (winner !== null) winner.phrase ??= phraseOf(winner, phrases++);
      phrase = winner === null ? null : winner.phrase;
      spans = chooser.spans();
      message.record = record;
      message.pattern = pattern;
      message.phrase = phrase;
      from = start;
      to = end;
    },
  };
}

function phraseOf({ wording }: Entry, index: number): Phrase {
  const names: string[] = [];
  const types: HoleType[] = [];
  const literals = [''];
  for (const segment of segmentsOf(wording)) {
    if (typeof segment === 'string') {
      literals[literals.length - 1] = segment;
      continue;
    }
    names.push(segment[0]);
    types.push(segment[1]);
    literals.push('');
  }
  return { index, names, types, literals };
}

const HEX_TYPES: ReadonlySet<HoleType> = new Set<HoleType>(['hex', 'spi']);

/** The number that the span spells in base 10 (with a sign) or 16 (with or without 0x); NaN when it is none. */
function numberIn(bytes: Uint8Array, start: number, end: number, base: 10 | 16): number {
  const isNegative = base === 10 && bytes[start] === 0x2d;
  let at = isNegative ? start + 1 : start;
  if (base === 16 && end - at > 2 && bytes[at + 1] === 0x78) at += 2;
  if (at === end) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = digitOf(bytes[at]!);
    if (digit >= base) return Number.NaN;
    value = value * base + digit;
  }
  return isNegative ? -value : value;
}

/** Value of a hexadecimal digit, 16 for any other byte. */
function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
