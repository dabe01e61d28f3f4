/**
 * Room 2, envelopes: how loggers fold repeated lines: "last message repeated 3 times" (syslogd), "message repeated 3
 * times: [ ...]" (rsyslog), "- Last output repeated twice -" (FreeBSD's tools).
 */
import { isDigit, numberOf, skipDigits, startsWith } from '../bytes.ts';

const LAST = [
  'last message repeated ',
  '--- last message repeated ',
  '- Last output repeated ',
  'Last output repeated ',
].map((text) => Buffer.from(text));
const FOLDED = Buffer.from('message repeated ');
const TIMES = Buffer.from(' times: [');
const TWICE = Buffer.from('twice');
const ONCE = Buffer.from('once');
/** More than a syslog daemon ever folds: a larger number is somebody's joke. */
const MOST = 1_000_000;

function countAt(bytes: Buffer, at: number, end: number): number {
  if (startsWith(bytes, at, end, TWICE)) return 2;
  if (startsWith(bytes, at, end, ONCE)) return 1;
  if (at >= end || !isDigit(bytes[at])) return 0;
  return Math.min(MOST, numberOf(bytes, at, skipDigits(bytes, at, Math.min(end, at + 9))));
}

/** How often "last message repeated n times" at `at` says; 0 when it is something else. */
export function repeatsOfLast(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at];
  if (first !== 0x6c && first !== 0x4c && first !== 0x2d) return 0;
  for (const words of LAST) {
    if (startsWith(bytes, at, end, words)) return countAt(bytes, at + words.length, end);
  }
  return 0;
}

/** A folded line: how often, and the span of the line inside the brackets. */
export interface Folded {
  count: number;
  start: number;
  end: number;
}

/** Reads "message repeated n times: [ line]" at `at` into `folded`; false when it is something else. */
export function readFolded(bytes: Buffer, at: number, end: number, folded: Folded): boolean {
  if (bytes[at] !== 0x6d || !startsWith(bytes, at, end, FOLDED)) return false;
  const digits = at + FOLDED.length;
  const stop = skipDigits(bytes, digits, end);
  if (stop === digits || !startsWith(bytes, stop, end, TIMES)) return false;
  folded.count = countAt(bytes, digits, end);
  folded.start = stop + TIMES.length;
  if (bytes[folded.start] === 0x20) folded.start++;
  folded.end = bytes[end - 1] === 0x5d ? end - 1 : end;
  return folded.start <= folded.end;
}
