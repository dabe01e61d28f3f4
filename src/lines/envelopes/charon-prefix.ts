/**
 * Room 2, envelopes: what charon itself puts before a message, `13[IKE1] <name|7> `, and the control connections'
 * `[IKE] `. (libcharon/bus/listeners/file_logger.c, sys_logger.c)
 */
import { BYTES, isDigit, isUpper } from '../bytes.ts';
import type { Intern } from '../intern.ts';
import type { Record } from '../record.ts';
import { GROUPS } from '../record.ts';
import { createSight, isSeen, remember } from '../sight.ts';

const { CLOSE_BRACKET, GREATER, LESS, OPEN_BRACKET, PIPE, SPACE, TAB } = BYTES;

/** A tag's name is cut at 127 characters by charon, which may be four bytes each. */
const LONGEST_NAME = 127 * 4;
/** Thread ids are two digits, or a kernel thread's id. */
const LONGEST_THREAD = 10;

/** Group index + 1 by the low five bits of its three letters. */
const GROUP_BY_LETTERS = new Int8Array(1 << 15);
for (const [index, name] of GROUPS.entries()) {
  GROUP_BY_LETTERS[slotOf(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2))] = index + 1;
}

function slotOf(a: number, b: number, c: number): number {
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}

/** Index in GROUPS of three letters at `at`, or -1. */
export function groupAt(bytes: Buffer, at: number): number {
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  const c = bytes[at + 2]!;
  if (!isUpper(a) || !isUpper(b) || !isUpper(c)) return -1;
  return GROUP_BY_LETTERS[slotOf(a, b, c)]! - 1;
}

/** Whether `[IKE]` or `[IKE1]` stands at `at`, with any three capital letters. */
function isBracketed(bytes: Buffer, at: number, end: number): boolean {
  if (at + 5 > end || bytes[at] !== OPEN_BRACKET) return false;
  if (!isUpper(bytes[at + 1]) || !isUpper(bytes[at + 2]) || !isUpper(bytes[at + 3])) return false;
  const close = isDigit(bytes[at + 4]) ? at + 5 : at + 4;
  if (close >= end || bytes[close] !== CLOSE_BRACKET) return false;
  return close + 1 === end || bytes[close + 1] === SPACE || bytes[close + 1] === TAB;
}

/**
 * Whether charon's prefix `13[IKE]` begins at `at`: two digits or more, then a group. Groups of later releases count
 * too.
 */
export function hasThreadPrefix(bytes: Buffer, at: number, end: number): boolean {
  if (!isDigit(bytes[at]) || !isDigit(bytes[at + 1])) return false;
  let bracket = at + 2;
  const last = at + LONGEST_THREAD;
  while (bracket < last && isDigit(bytes[bracket])) bracket++;
  return isBracketed(bytes, bracket, end);
}

/** Whether a control connection's prefix `[IKE] ` begins at `at`. */
export function hasGroupPrefix(bytes: Buffer, at: number, end: number): boolean {
  return isBracketed(bytes, at, end) && groupAt(bytes, at + 1) >= 0;
}

/**
 * Reads thread, group, level, tag and text of the line that ends at `end` from `at`, where hasThreadPrefix or
 * hasGroupPrefix was true. False when the group is none of GROUPS.
 */
export type ReadPrefix = (bytes: Buffer, at: number, end: number, record: Record) => boolean;

export function createPrefixReader(names: Intern<string>): ReadPrefix {
  // Invariant: `tag` is the last tag read, `<name|7> ` with its blank, and means these two. Lines of one job carry the
  // same.
  const tag = createSight(LONGEST_NAME);
  let uniqueId = -1;
  let name: string | null = null;

  /**
   * `<7> ` or `<name|7> ` at `start`; answers where the text begins. A name may hold `|`, blanks and `>`: the tag ends
   * at the first `> ` that digits precede, which in turn follow `|` or `<`.
   */
  function readTag(bytes: Buffer, start: number, end: number): number {
    if (start + tag.length < end && isSeen(tag, bytes, start)) return start + tag.length;
    const last = Math.min(end, start + LONGEST_NAME + 16);
    // Invariant: bytes[from, at) are digits and make `id`, when from follows `|` or `<`; from is -1 otherwise.
    let from = start + 1;
    let id = 0;
    uniqueId = -1;
    name = null;
    tag.length = 0;
    for (let at = start + 1; at < last; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x30 && byte <= 0x39) id = id * 10 + byte - 0x30;
      else if (byte === GREATER && from >= 0 && from < at && (at + 1 === end || bytes[at + 1] === SPACE)) {
        uniqueId = id;
        if (from > start + 1) name = names(bytes, start + 1, from - 1);
        if (at + 2 <= end) remember(tag, bytes, start, at + 2);
        return Math.min(at + 2, end);
      } else {
        from = byte === PIPE ? at + 1 : -1;
        id = 0;
      }
    }
    return start;
  }

  return (bytes, at, end, record) => {
    let bracket = at;
    let thread = bytes[bracket] === OPEN_BRACKET ? -1 : 0;
    for (let byte = bytes[bracket]!; byte !== OPEN_BRACKET; byte = bytes[++bracket]!)
      thread = thread * 10 + byte - 0x30;
    const group = groupAt(bytes, bracket + 1);
    if (group < 0) return false;
    record.thread = thread;
    record.group = group;
    const level = bytes[bracket + 4]!;
    const hasLevel = level !== CLOSE_BRACKET;
    record.level = hasLevel ? level - 0x30 : -1;
    const start = Math.min(bracket + (hasLevel ? 7 : 6), end);
    if (record.bytes !== bytes) record.bytes = bytes;
    record.end = end;
    const isTagged = start < end && bytes[start] === LESS;
    record.start = isTagged ? readTag(bytes, start, end) : start;
    record.uniqueId = isTagged ? uniqueId : -1;
    record.name = isTagged ? name : null;
    return true;
  };
}
