/**
 * Room 2: spans of bytes that come again and again (tag names, "host program[pid]" headers) become one value without a
 * string being made per line.
 */

import type { Speaker } from './record.ts';
import { textOf } from './record.ts';

/** The value for a span of bytes. */
export type Intern<T> = (bytes: Buffer, start: number, end: number) => T;

/** Slots of a table: direct mapped, a newcomer replaces. A power of two. */
const SLOTS = 1024;
/** Bytes that the hash of a span looks at, at most. What it does not look at is compared. */
const HASHED = 24;
/** Longer spans are not kept: they are rare, and bound the memory of a table. */
const LONGEST = 256;
/** Speakers of a run. Beyond it a message's speaker is only known by its stream. */
const MOST_SPEAKERS = 65_536;

function isSame(key: Buffer | undefined, bytes: Buffer, start: number, length: number): boolean {
  if (key === undefined || key.length !== length) return false;
  for (let i = 0; i < length; i++) {
    if (key[i] !== bytes[start + i]) return false;
  }
  return true;
}

/** Hash of a span: all bytes of a short one; of a long one bytes from all over it, and all of its end, where spans differ most. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  const stride = end - start <= HASHED ? 1 : Math.ceil((end - start) / (HASHED / 2));
  let hash = end - start;
  for (let at = start; at < end; at += stride) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  if (stride > 1) for (let at = end - HASHED / 2; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash ^ (hash >>> 15);
}

/**
 * A table that remembers what `make` answered for recent spans. `make` is asked again after a collision, so where
 * identity matters it must answer with the same object.
 */
export function createIntern<T>(make: Intern<T>): Intern<T> {
  // Invariant: values[i] is make's answer for keys[i]; `last` is the slot that answered last.
  const keys: (Buffer | undefined)[] = new Array(SLOTS).fill(undefined);
  const values: (T | undefined)[] = new Array(SLOTS).fill(undefined);
  let last = 0;

  return (bytes, start, end) => {
    const length = end - start;
    if (isSame(keys[last], bytes, start, length)) return values[last]!;
    if (length > LONGEST) return make(bytes, start, end);
    const slot = hashOf(bytes, start, end) & (SLOTS - 1);
    last = slot;
    if (isSame(keys[slot], bytes, start, length)) return values[slot]!;
    const value = make(bytes, start, end);
    keys[slot] = Buffer.from(bytes.subarray(start, end));
    values[slot] = value;
    return value;
  };
}

/** Whether an ASCII text is what the span holds. */
function spells(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== bytes[start + i] || code >= 0x80) return false;
  }
  return true;
}

/**
 * Texts of spans, the same string for the same text as long as it is remembered in one of so many `slots` (a power of two). The text itself is the key: nothing is
 * copied for a span that never comes again.
 */
export function createTexts(slots: number): Intern<string> {
  const texts: string[] = new Array(slots).fill('');
  return (bytes, start, end) => {
    if (end - start > LONGEST) return textOf(bytes, start, end);
    const slot = hashOf(bytes, start, end) & (slots - 1);
    const known = texts[slot]!;
    if (spells(known, bytes, start, end)) return known;
    const text = textOf(bytes, start, end);
    texts[slot] = text;
    return text;
  };
}

/** Names of connections, interned: the same name is the same string. */
export function createNames(): Intern<string> {
  return createIntern<string>(textOf);
}

export interface Speakers {
  /**
   * The one object for this process. With a pid the program's name does not tell processes apart: one daemon may log
   * under two.
   */
  find(stream: string, host: string | null, program: string | null, pid: number | null): Speaker;
}

/** All speakers of a run. */
export function createSpeakers(): Speakers {
  const known = new Map<string, Speaker>();

  function find(stream: string, host: string | null, program: string | null, pid: number | null): Speaker {
    const process = pid === null ? `p${program ?? ''}` : `#${pid}`;
    const key = `${stream}\0${host ?? ''}\0${process}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_SPEAKERS && (host !== null || program !== null || pid !== null))
      return find(stream, null, null, null);
    const speaker: Speaker = { id: known.size, stream, host, program, pid };
    known.set(key, speaker);
    return speaker;
  }
  return { find };
}
