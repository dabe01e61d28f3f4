/**
 * Room 2: spans of bytes that come again and again (tag names, "host program[pid]" headers) become one value without a
 * string being made per line.
 */

import type { Speaker } from './record.ts';
import { textOf } from './record.ts';
import { viewOf } from './sight.ts';

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

/** Texts of so many bytes are compared by them. Longer ones are few. */
const SHORT = 32;

/** Hash of a span of four to SHORT bytes, four at a time. */
function hashOfShort(view: DataView, start: number, end: number): number {
  const last = end - 4;
  let hash = end - start + view.getInt32(last);
  for (let at = start; at < last; at += 4) hash = Math.imul(hash ^ view.getInt32(at), 0x9e3779b1);
  return hash ^ (hash >>> 15);
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
 * Texts of spans, the same string for the same text as long as it is remembered in one of so many `slots` (a power of two). Spans of common length are compared with
 * the bytes of the text, four at a time; any other by the text itself.
 */
export function createTexts(slots: number): Intern<string> {
  const texts: string[] = new Array(slots).fill('');
  // Invariant: where lengths[i] is not 0, texts[i] was made of so many bytes, which stand in `known` from SHORT * i on.
  const lengths = new Uint8Array(slots);
  const known = new DataView(new ArrayBuffer(SHORT * slots));

  function isKnown(slot: number, view: DataView, start: number, end: number): boolean {
    if (lengths[slot] !== end - start) return false;
    const last = end - 4 - start;
    const place = SHORT * slot;
    if (known.getInt32(place + last) !== view.getInt32(start + last)) return false;
    for (let i = 0; i < last; i += 4) if (known.getInt32(place + i) !== view.getInt32(start + i)) return false;
    return true;
  }

  function shortText(bytes: Buffer, start: number, end: number): string {
    const view = viewOf(bytes);
    const slot = hashOfShort(view, start, end) & (slots - 1);
    if (isKnown(slot, view, start, end)) return texts[slot]!;
    const last = end - 4 - start;
    for (let i = 0; i < last; i += 4) known.setInt32(SHORT * slot + i, view.getInt32(start + i));
    known.setInt32(SHORT * slot + last, view.getInt32(end - 4));
    lengths[slot] = end - start;
    texts[slot] = textOf(bytes, start, end);
    return texts[slot]!;
  }

  return (bytes, start, end) => {
    const length = end - start;
    if (length >= 4 && length <= SHORT) return shortText(bytes, start, end);
    if (length > LONGEST) return textOf(bytes, start, end);
    const slot = hashOf(bytes, start, end) & (slots - 1);
    const text = texts[slot]!;
    if (spells(text, bytes, start, end)) return text;
    lengths[slot] = 0;
    texts[slot] = textOf(bytes, start, end);
    return texts[slot]!;
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
