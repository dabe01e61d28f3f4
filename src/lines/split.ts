/**
 * Room 2, first half: chunks enter, lines leave. Lines that cross chunks are joined with bounded memory; CRLF, NUL
 * padding, overlong lines and a last line without newline are dealt with here. Law: any chopping of the bytes gives the
 * same lines.
 */
import { BYTES } from './bytes.ts';
import type { InputCounts } from './counts.ts';
import type { Line } from './line.ts';

const { CR, LF } = BYTES;

/** Longest line that is kept. charon's own buffer is 8 KiB, a journal entry with all its fields some KiB. */
export const MAX_LINE = 65_536;
/** Longest binary field that is believed; a larger size is not a journal export's. */
const MAX_RAW = 768 * 1024 * 1024;

/**
 * Bytes delivered instead of lines: `bytes[start, end)`, valid during the call; at most MAX_LINE of what was asked for.
 */
export type TakeRaw = (bytes: Buffer, start: number, end: number) => void;

/** What the bytes at hand may hold. False is certain; true means that a line has to be looked at. */
export interface Presence {
  nul: boolean;
  /** ESC, which begins a colour. */
  escape: boolean;
  /** `#0`, which begins an octal escape of rsyslog. */
  octal: boolean;
}

export interface Split {
  readonly presence: Presence;
  /** Takes bytes; `offset` is the position of the first in the source. */
  chunk(bytes: Buffer, offset: number): void;
  /** Emits what stands after the last newline. */
  finish(): void;
  /** A new file begins: lines count from 1 again. */
  restart(): void;
  /** Drops what is left of a line: a new file begins, or the same from its first byte. */
  forget(): void;
  /**
   * To be called while a line is delivered: the next `length` bytes are handed to `take` as they are. They count as
   * lines where they hold newlines. Answers false when the length cannot be true.
   */
  takeRaw(length: number, take: TakeRaw): boolean;
}

/** Cuts bytes into lines. `line` is filled and `onLine` called for each; the object is reused. */
export function createSplit(line: Line, counts: InputCounts, onLine: () => void): Split {
  const presence: Presence = { nul: false, escape: false, octal: false };
  // Invariant: carry[0, kept) is the beginning of a line of carried bytes that has not ended; kept = min(carried,
  // MAX_LINE + 1).
  const carry = { bytes: Buffer.allocUnsafe(512), kept: 0, carried: 0, last: 0, offset: 0 };
  // Invariant: left >= 0 while raw bytes are being taken.
  const raw = { left: -1, kept: 0, bytes: Buffer.alloc(0), take: ignore as TakeRaw };

  function look(bytes: Buffer): void {
    presence.nul = (carry.carried > 0 && presence.nul) || bytes.includes(0);
    presence.escape = (carry.carried > 0 && presence.escape) || bytes.includes(0x1b);
    // A pair that the chunk's edge splits counts too: a lone '#' at the end.
    presence.octal =
      (carry.carried > 0 && (presence.octal || carry.last === 0x23)) ||
      bytes.includes('#0') ||
      bytes[bytes.length - 1] === 0x23;
  }

  /** A line that is whole in `bytes`. `end` is the position of its newline. */
  function emit(bytes: Buffer, start: number, end: number, offset: number, cut: boolean): void {
    let first = start;
    if (presence.nul) first = passNul(bytes, start, end);
    if (
      line.number === 0 &&
      bytes[first] === 0xef &&
      bytes[first + 1] === 0xbb &&
      bytes[first + 2] === 0xbf &&
      first + 3 <= end
    )
      first += 3;
    // Only when it changes: storing a young object into an old one costs as much as ten bytes of a line.
    if (line.bytes !== bytes) line.bytes = bytes;
    line.start = first;
    line.end = end - first > MAX_LINE ? first + MAX_LINE : end;
    line.cut = cut || end - first > MAX_LINE;
    line.offset = offset + first - start;
    line.number++;
    counts.lines++;
    if (line.cut) counts.cut++;
    onLine();
  }

  /** Counts NUL bytes; passes over those at the start, which a crash or a truncation left. */
  function passNul(bytes: Buffer, start: number, end: number): number {
    let first = start;
    while (first < end && bytes[first] === 0) first++;
    counts.nul += first - start;
    for (let at = first; at < end; at++) if (bytes[at] === 0) counts.nul++;
    return first;
  }

  function keep(bytes: Buffer, from: number, to: number, offset: number): void {
    let first = from;
    if (carry.carried === 0) {
      while (first < to && bytes[first] === 0) first++;
      counts.nul += first - from;
      if (first === to) return;
      carry.offset = offset + first;
    }
    const room = Math.min(to - first, MAX_LINE + 4 - carry.kept);
    if (room > 0) {
      if (carry.kept + room > carry.bytes.length) {
        const larger = Buffer.allocUnsafe(Math.min(MAX_LINE + 4, Math.max(carry.bytes.length * 2, carry.kept + room)));
        carry.bytes.copy(larger, 0, 0, carry.kept);
        carry.bytes = larger;
      }
      bytes.copy(carry.bytes, carry.kept, first, first + room);
      carry.kept += room;
    }
    carry.carried += to - first;
    carry.last = bytes[to - 1]!;
  }

  function emitCarry(): void {
    const isCrlf = carry.last === CR;
    const length = carry.carried - (isCrlf ? 1 : 0);
    const kept = Math.min(carry.kept, length);
    const cut = length > carry.kept;
    carry.kept = 0;
    carry.carried = 0;
    carry.last = 0;
    emit(carry.bytes, 0, kept, carry.offset, cut);
  }

  /** Takes raw bytes from `from`; answers where they end. */
  function takeFrom(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + raw.left);
    for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) {
      line.number++;
      counts.lines++;
      counts.parts++;
    }
    const room = Math.min(to - from, raw.bytes.length - raw.kept);
    bytes.copy(raw.bytes, raw.kept, from, from + room);
    raw.kept += room;
    raw.left -= to - from;
    if (raw.left === 0) {
      raw.left = -1;
      raw.take(raw.bytes, 0, raw.kept);
    }
    return to;
  }

  function takeRaw(length: number, take: TakeRaw): boolean {
    if (!(length > 0 && length <= MAX_RAW)) return false;
    raw.left = length;
    raw.kept = 0;
    raw.bytes = Buffer.allocUnsafe(Math.min(length, MAX_LINE));
    raw.take = take;
    return true;
  }

  function chunk(bytes: Buffer, offset: number): void {
    if (bytes.length === 0) return;
    look(bytes);
    let from = 0;
    while (from < bytes.length) {
      if (raw.left >= 0) {
        from = takeFrom(bytes, from);
        continue;
      }
      const newline = bytes.indexOf(LF, from);
      if (newline < 0) {
        keep(bytes, from, bytes.length, offset);
        return;
      }
      if (carry.carried > 0) {
        if (newline > from) keep(bytes, from, newline, offset);
        emitCarry();
      } else {
        const end = newline > from && bytes[newline - 1] === CR ? newline - 1 : newline;
        emit(bytes, from, end, offset + from, false);
      }
      from = newline + 1;
    }
  }

  function finish(): void {
    raw.left = -1;
    if (carry.carried > 0) emitCarry();
  }

  function restart(): void {
    finish();
    line.number = 0;
  }

  function forget(): void {
    raw.left = -1;
    carry.kept = 0;
    carry.carried = 0;
    carry.last = 0;
    line.number = line.source.linesBefore ?? 0;
  }

  return { presence, chunk, finish, restart, forget, takeRaw };
}

function ignore(): void {}
