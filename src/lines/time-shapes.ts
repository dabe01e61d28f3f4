/**
 * Room 2: the shapes a time stamp may have at the head of a line, and where it ends. Only positions and separators are
 * looked at here, because nine of ten stamps of a mixed log are never read.
 */
import { BYTES, isDigit, isLetter, isUpper, skipBlanks, skipDigits } from './bytes.ts';

const { CLOSE_BRACKET, COLON, COMMA, DASH, DOT, OPEN_BRACKET, SPACE } = BYTES;

/** `measure` answers where the stamp that begins at `start` ends (after its fraction and zone), or -1. */
export type Measure = (bytes: Buffer, start: number, end: number) => number;

/**
 * All shapes, in the order in which they are tried. `custom` has no measure: it is whatever stands before charon's own
 * prefix.
 */
export const SHAPES = [
  'bsd',
  'iso',
  'ctime',
  'full',
  'clf',
  'epoch',
  'monotonic',
  'month-day',
  'time-of-day',
  'none',
  'custom',
] as const;
export type Shape = (typeof SHAPES)[number];

/** Where a fraction `.123` or `,123` at `at` ends; `at` when there is none. */
export function fractionEnd(bytes: Buffer, at: number, end: number): number {
  if ((bytes[at] !== DOT && bytes[at] !== COMMA) || !isDigit(bytes[at + 1]) || at + 1 >= end) return at;
  return skipDigits(bytes, at + 1, end);
}

/** `HH:MM:SS` with its fraction, or -1. */
function clockEnd(bytes: Buffer, at: number, end: number): number {
  if (at + 8 > end || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1;
  if (
    !isDigit(bytes[at]) ||
    !isDigit(bytes[at + 1]) ||
    !isDigit(bytes[at + 3]) ||
    !isDigit(bytes[at + 6]) ||
    !isDigit(bytes[at + 7])
  )
    return -1;
  return isMeridiem(bytes, at + 8, end) ? -1 : fractionEnd(bytes, at + 8, end);
}

/** ` AM`, ` PM`: such times are left to the slow reader. */
function isMeridiem(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] !== SPACE || bytes[at + 2] !== 0x4d || (bytes[at + 1] !== 0x41 && bytes[at + 1] !== 0x50)) return false;
  return at + 3 === end || (at + 3 < end && (bytes[at + 3] === SPACE || bytes[at + 3] === DOT));
}

/** ` 2026` followed by a blank or the end: syslog daemons and formats that print the year after the time. */
function yearEnd(bytes: Buffer, at: number, end: number): number {
  if (bytes[at] !== SPACE || (bytes[at + 1] !== 0x32 && bytes[at + 1] !== 0x31)) return at;
  const stop = skipDigits(bytes, at + 1, end);
  return stop === at + 5 && (bytes[at + 2] === 0x30 || bytes[at + 2] === 0x39) && !isWordByte(bytes, stop, end)
    ? fractionEnd(bytes, stop, end)
    : at;
}

function isWordByte(bytes: Buffer, at: number, end: number): boolean {
  const byte = bytes[at];
  return at < end && (isLetter(byte) || isDigit(byte) || byte === OPEN_BRACKET || byte === COLON || byte === DASH);
}

/** ` +0200`, ` UTC`, `Z`, `+02:00` after a time, with a fraction that charon glued behind it. */
function zoneEnd(bytes: Buffer, at: number, end: number, isAnyName: boolean): number {
  const from = bytes[at] === SPACE ? at + 1 : at;
  const byte = bytes[from];
  if (from >= end) return at;
  if ((byte === 0x2b || byte === DASH) && isDigit(bytes[from + 1]) && isDigit(bytes[from + 2])) {
    const colon = bytes[from + 3] === COLON ? 1 : 0;
    const isFour = isDigit(bytes[from + 3 + colon]) && isDigit(bytes[from + 4 + colon]);
    const stop = from + (isFour ? 5 + colon : 3);
    return stop <= end && !isDigit(bytes[stop]) ? fractionEnd(bytes, stop, end) : at;
  }
  if (from === at && byte === 0x5a) return fractionEnd(bytes, at + 1, end);
  return from === at ? at : abbreviationEnd(bytes, from, end, at, isAnyName);
}

/**
 * A zone's abbreviation after a time: an upper case word of three to five letters. `none` when it is not one. Where a
 * host name in capitals may stand at this place, only UTC and GMT are taken for one.
 */
function abbreviationEnd(bytes: Buffer, from: number, end: number, none: number, isAnyName: boolean): number {
  let stop = from;
  while (stop < end && isUpper(bytes[stop])) stop++;
  const length = stop - from;
  if (length < 3 || length > 5 || isWordByte(bytes, stop, end)) return none;
  if (!isAnyName && (length !== 3 || bytes[from + 2] !== (bytes[from] === 0x55 ? 0x43 : 0x54))) return none;
  if (!isAnyName && bytes[from + 1] !== (bytes[from] === 0x55 ? 0x54 : 0x4d)) return none;
  return fractionEnd(bytes, stop, end);
}

/** A month or a weekday as three letters, the first a capital. */
function isName(bytes: Buffer, at: number): boolean {
  return isUpper(bytes[at]) && isLetter(bytes[at + 1]) && isLetter(bytes[at + 2]);
}

/** `Nov 23 09:08:57`, `Nov  3 ...`, `Nov 3 ...`, with fraction, and with a year before or after the time. */
export function measureBsd(bytes: Buffer, start: number, end: number): number {
  if (start + 14 > end || bytes[start + 3] !== SPACE) return -1;
  // Nearly every stamp of a syslog, told by its separators alone.
  if (
    bytes[start + 15] === SPACE &&
    bytes[start + 6] === SPACE &&
    bytes[start + 9] === COLON &&
    bytes[start + 12] === COLON &&
    start + 18 < end
  ) {
    const next = bytes[start + 16]!;
    if (isUpper(bytes[start]) && isDigit(bytes[start + 14]) && (next > 0x50 || (next > 0x32 && next < 0x41)))
      return start + 15;
  }
  if (
    bytes[start + 6] === SPACE &&
    start + 15 <= end &&
    bytes[start + 9] === COLON &&
    bytes[start + 12] === COLON &&
    isDigit(bytes[start + 14])
  ) {
    if (
      !isName(bytes, start) ||
      !isDigit(bytes[start + 5]) ||
      !isDigit(bytes[start + 7]) ||
      !isDigit(bytes[start + 13])
    )
      return -1;
    return isMeridiem(bytes, start + 15, end) ? -1 : yearEnd(bytes, fractionEnd(bytes, start + 15, end), end);
  }
  if (!isName(bytes, start)) return -1;
  const day = skipBlanks(bytes, start + 3, end);
  const dayEnd = skipDigits(bytes, day, end);
  if (dayEnd === day || dayEnd - day > 2) return -1;
  const clock = skipBlanks(bytes, dayEnd, end);
  const stop = clockEnd(bytes, clock, end);
  if (stop >= 0) return yearEnd(bytes, stop, end);
  return skipDigits(bytes, clock, end) === clock + 4 ? clockEnd(bytes, clock + 5, end) : -1;
}

/** `2026-11-23T09:08:57`, also with a blank, `/` or (Sophos) `2026:11:23-09:08:57`, with fraction and zone. */
export function measureIso(bytes: Buffer, start: number, end: number): number {
  if (start + 19 > end) return -1;
  const separator = bytes[start + 4];
  if ((separator !== DASH && separator !== 0x2f && separator !== COLON) || bytes[start + 7] !== separator) return -1;
  if (!isDigit(bytes[start]) || !isDigit(bytes[start + 3]) || !isDigit(bytes[start + 5]) || !isDigit(bytes[start + 9]))
    return -1;
  const between = bytes[start + 10];
  if (between !== 0x54 && between !== SPACE && between !== 0x5f && between !== COLON && between !== DASH) return -1;
  const stop = clockEnd(bytes, start + 11, end);
  return stop < 0 ? -1 : zoneEnd(bytes, stop, end, false);
}

/** `Sat Sep 21 03:31:18 2019`, also with a zone before the year. */
function measureCtime(bytes: Buffer, start: number, end: number): number {
  if (!isName(bytes, start) || bytes[start + 3] !== SPACE || !isName(bytes, start + 4)) return -1;
  const stop = measureBsd(bytes, start + 4, end);
  if (stop < 0) return -1;
  const zone = zoneEnd(bytes, stop, end, true);
  return yearEnd(bytes, zone, end);
}

/** `Mon 2026-11-23 09:08:57 UTC`, `Mon, 2026-11-23, 09:08:57`. */
function measureFull(bytes: Buffer, start: number, end: number): number {
  if (!isName(bytes, start)) return -1;
  let at = start + 3;
  if (bytes[at] === COMMA) at++;
  at = skipBlanks(bytes, at, end);
  if (at === start + 3 || !isDigit(bytes[at]) || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return -1;
  let clock = at + 10;
  if (bytes[clock] === COMMA) clock++;
  const stop = clockEnd(bytes, skipBlanks(bytes, clock, end), end);
  return stop < 0 ? -1 : zoneEnd(bytes, stop, end, true);
}

/** `23/Nov/2026:09:08:57 +0000`, also in brackets. */
function measureClf(bytes: Buffer, start: number, end: number): number {
  const bracket = bytes[start] === OPEN_BRACKET ? 1 : 0;
  const from = start + bracket;
  if (bytes[from + 2] !== 0x2f || !isName(bytes, from + 3) || bytes[from + 6] !== 0x2f || bytes[from + 11] !== COLON)
    return -1;
  const stop = clockEnd(bytes, from + 12, end);
  if (stop < 0) return -1;
  const zone = zoneEnd(bytes, stop, end, false);
  return bracket === 1 && bytes[zone] === CLOSE_BRACKET ? fractionEnd(bytes, zone + 1, end) : zone;
}

/** Seconds since 1970: nine or ten digits, with fraction. */
function measureEpoch(bytes: Buffer, start: number, end: number): number {
  const stop = skipDigits(bytes, start, end);
  if (stop - start < 9 || stop - start > 10) return -1;
  const last = fractionEnd(bytes, stop, end);
  return last >= end || bytes[last] === SPACE || bytes[last] === 0x09 ? last : -1;
}

/** `[ 3039.283785]`, `[ 3039.283785 <    0.002124 >]`. */
function measureMonotonic(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== OPEN_BRACKET) return -1;
  const from = skipBlanks(bytes, start + 1, end);
  const dot = skipDigits(bytes, from, end);
  if (dot === from || bytes[dot] !== DOT) return -1;
  let at = fractionEnd(bytes, dot, end);
  if (at === dot) return -1;
  while (at < end && at < start + 60 && bytes[at] !== CLOSE_BRACKET) at++;
  return bytes[at] === CLOSE_BRACKET && at < end ? at + 1 : -1;
}

/** `09-21 03:31:18.123`: logcat. */
function measureMonthDay(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 2] !== DASH || bytes[start + 5] !== SPACE || !isDigit(bytes[start]) || !isDigit(bytes[start + 4]))
    return -1;
  return clockEnd(bytes, start + 6, end);
}

function measureNone(_bytes: Buffer, start: number): number {
  return start;
}

export const MEASURES: { readonly [S in Exclude<Shape, 'custom'>]: Measure } = {
  bsd: measureBsd,
  iso: measureIso,
  ctime: measureCtime,
  full: measureFull,
  clf: measureClf,
  epoch: measureEpoch,
  monotonic: measureMonotonic,
  'month-day': measureMonthDay,
  'time-of-day': clockEnd,
  none: measureNone,
};
