/**
 * Room 2: the same message written by two loggers of one daemon, in two shapes: with charon's prefix and without (VyOS;
 * journald and syslog both), as fields of the journal and as text, or once more from standard output. Equal text in two
 * shapes from one host at one time is one message: no logger writes in both.
 */
import type { Record, Speaker } from './record.ts';

/** The shapes, best first. */
export const VOICES = {
  /** Fields of the journal with a MESSAGE_ID. */
  native: 0,
  /** charon's prefix. */
  prefixed: 1,
  /** charon's prefix on the standard output that systemd records for `ipsec start`: in blocks, and late. */
  output: 2,
  /** The message alone, from a program that is charon. */
  bare: 3,
  /** Anything else: never a twin. */
  single: 4,
} as const;
export type Voice = (typeof VOICES)[keyof typeof VOICES];

/** Messages remembered; twins on the standard output may come that much later. */
const MEMORY = 1024;
/** Other twins come within this time. */
const NEAR = 2000;
/** A stream that has shown no second shape among its first messages is not watched further until it shows one. */
const WATCHED = 2000;
/** Equal texts looked through at most. */
const MOST_EQUAL = 16;

export function voiceOf(record: Record): Voice {
  if (record.messageId >= 0) return VOICES.native;
  const { program } = record.speaker;
  if (record.thread >= 0) return program === 'ipsec' ? VOICES.output : VOICES.prefixed;
  return program?.startsWith('charon') ? VOICES.bare : VOICES.single;
}

export type TwinFinding = 'none' | 'earlier-is-better' | 'later-is-better';

export interface Twins {
  judge(record: Record, voice: Voice): TwinFinding;
  hasTwins(): boolean;
  /** Forgets all messages; what was learned stays when `isKept`. */
  forget(isKept: boolean): void;
}

export function createTwins(): Twins {
  // Invariant: slot i of the ring holds a message: hash of its text, time, speaker, shape, the slot of the equal text
  // before it, and whether its twin has come.
  const hashes = new Float64Array(MEMORY);
  const times = new Float64Array(MEMORY);
  const threads = new Int32Array(MEMORY);
  const voices = new Uint8Array(MEMORY);
  const isPaired = new Uint8Array(MEMORY);
  const before = new Int32Array(MEMORY);
  const speakers: (Speaker | undefined)[] = new Array(MEMORY).fill(undefined);
  // Invariant: slots.get(h) is the latest slot whose hash is h.
  const slots = new Map<number, number>();
  let next = 0;
  let seen = 0;
  let shapes = 0;
  let found = false;

  function add(record: Record, voice: Voice, hash: number, wasPaired: boolean): void {
    if (speakers[next] !== undefined && slots.get(hashes[next]!) === next) slots.delete(hashes[next]!);
    hashes[next] = hash;
    times[next] = record.at;
    threads[next] = record.thread;
    voices[next] = voice;
    isPaired[next] = wasPaired ? 1 : 0;
    speakers[next] = record.speaker;
    before[next] = slots.get(hash) ?? -1;
    slots.set(hash, next);
    next = (next + 1) % MEMORY;
  }

  /** The oldest message without twin of the same text, host and time in another shape; -1 when there is none. */
  function twinOf(record: Record, voice: Voice, hash: number): number {
    let result = -1;
    let slot = slots.get(hash) ?? -1;
    for (let i = 0; i < MOST_EQUAL && slot >= 0 && hashes[slot] === hash; i++) {
      if (voices[slot] !== voice && isPaired[slot] === 0 && isNear(slot, record, voice)) result = slot;
      slot = before[slot]!;
    }
    return result;
  }

  function isNear(slot: number, record: Record, voice: Voice): boolean {
    const speaker = speakers[slot]!;
    const isOutput = voice === VOICES.output || voices[slot] === VOICES.output;
    if (speaker.host !== record.speaker.host) return false;
    if (!isOutput && speaker.pid !== record.speaker.pid && speaker.pid !== null && record.speaker.pid !== null)
      return false;
    if (record.thread >= 0 && threads[slot]! >= 0 && record.thread !== threads[slot]) return false;
    return isOutput || !(Math.abs(times[slot]! - record.at) > NEAR);
  }

  function judge(record: Record, voice: Voice): TwinFinding {
    shapes |= 1 << voice;
    seen++;
    if (voice === VOICES.single || (seen > WATCHED && !isSeveral(shapes))) return 'none';
    const hash = hashOf(record.bytes, record.start, record.end);
    const twin = isSeveral(shapes) ? twinOf(record, voice, hash) : -1;
    if (twin >= 0) {
      isPaired[twin] = 1;
      found = true;
      if (voices[twin]! < voice) return 'earlier-is-better';
      add(record, voice, hash, true);
      return 'later-is-better';
    }
    add(record, voice, hash, false);
    return 'none';
  }

  function forget(isKept: boolean): void {
    speakers.fill(undefined);
    slots.clear();
    next = 0;
    seen = 0;
    shapes = 0;
    found = isKept && found;
  }

  return { judge, hasTwins: () => found, forget };
}

/** Whether a set of shapes, a bit each, has more than one that may be twins. */
function isSeveral(shapes: number): boolean {
  const twinning = shapes & 0b1111;
  return (twinning & (twinning - 1)) !== 0;
}

/** 52 bits of hash: chance never makes two texts equal. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let a = 0x811c9dc5;
  let b = end - start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    a = Math.imul(a ^ byte, 0x01000193);
    b = (Math.imul(b, 31) + byte) | 0;
  }
  return (a >>> 0) * 0x10_0000 + ((b ^ (b >>> 12)) & 0xf_ffff);
}
