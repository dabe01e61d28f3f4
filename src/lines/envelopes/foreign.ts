/**
 * Room 2, envelopes: the cheapest test. In a mixed log nine lines of ten are other programs'; most of them are told by
 * the first letters of the program's name and of its message, in one walk over the header. That also tells that a line says
 * nothing of lost messages (losses.ts), so that no other walk is needed.
 */
import { BYTES, isDigit } from '../bytes.ts';
import { hasThreadPrefix } from './charon-prefix.ts';

const { COLON, OPEN_BRACKET, SPACE } = BYTES;

/** The header of a line is walked no further. */
const LONGEST_HEADER = 96;

/**
 * Whether another program than charon wrote the line whose time ends at `stop`: `[host ]program: message`, where
 * nothing in it asks for a closer look. False is no answer.
 */
export function isForeign(bytes: Buffer, stop: number, end: number): boolean {
  const last = Math.min(end - 2, stop + LONGEST_HEADER);
  let word = stop + 1;
  let words = 0;
  if (mayBePrefix(bytes, word, end)) return false;
  for (let at = word; at < last; at++) {
    const byte = bytes[at]!;
    if (byte === SPACE) {
      words++;
      word = at + 1;
      if (words > 1 || mayBePrefix(bytes, word, end)) return false;
    } else if (byte === COLON && bytes[at + 1] === SPACE)
      return !mayBeOurs(bytes, word) && !mayBeWrapped(bytes, at + 2, end) && !mayTellLosses(bytes, word, at + 2);
  }
  return false;
}

/** `13[IKE]`, `[IKE]`: charon without a program's name. */
function mayBePrefix(bytes: Buffer, word: number, end: number): boolean {
  const first = bytes[word]!;
  return first === OPEN_BRACKET || (isDigit(first) && hasThreadPrefix(bytes, word, end));
}

/** charon..., ipsec..., strongswan..., starter; also some that are not. */
function mayBeOurs(bytes: Buffer, word: number): boolean {
  const first = bytes[word];
  const second = bytes[word + 1];
  return (
    (first === 0x63 && second === 0x68) || (first === 0x69 && second === 0x70) || (first === 0x73 && second === 0x74)
  );
}

/**
 * A message that may be charon's under another name, or a folded repetition: `13[IKE] ...`, `2026-...`, `message
 * repeated`, `last message`, `--- last`.
 */
function mayBeWrapped(bytes: Buffer, at: number, end: number): boolean {
  const first = bytes[at]!;
  if (isDigit(first)) return first === 0x32 || hasThreadPrefix(bytes, at, end);
  return first === 0x6c || first === 0x6d || first === 0x4d || first === 0x4c || first === 0x2d || first === SPACE;
}

/** rsyslogd, or journald's `Suppressed 12 messages`; also some that are not. */
function mayTellLosses(bytes: Buffer, word: number, at: number): boolean {
  return (bytes[word] === 0x72 && bytes[word + 1] === 0x73) || (bytes[at] === 0x53 && bytes[at + 1] === 0x75);
}
