/**
 * Room 2: reads a time stamp of any common spelling. charon's `time_format` is free, so this works out from the look of
 * the numbers and words which is which. It is slow (some hundred nanoseconds) and is asked once for each new second.
 */
import { BYTES, isDigit, isLetter, numberOf, skipDigits } from './bytes.ts';

const { COLON, COMMA, DASH, DOT } = BYTES;

/** What a stamp says. Fields it lacks are -1 (NaN for zone and epoch). */
export interface Moment {
  /** Milliseconds since 1970 UTC, for stamps that count seconds. */
  epoch: number;
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** Milliseconds since midnight, without the fraction. */
  clock: number;
  /** Milliseconds below the second. */
  fraction: number;
  /** Offset from UTC in minutes. */
  zone: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * Abbreviations of zones that mean one offset in practice, in minutes. journalctl prints them for the machine's zone.
 */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['Z', 0],
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['WEST', 60],
  ['BST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['MEZ', 60],
  ['MESZ', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
  ['AKST', -540],
  ['AKDT', -480],
  ['HST', -600],
  ['JST', 540],
  ['KST', 540],
  ['AWST', 480],
  ['ACST', 570],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
  ['SAST', 120],
  ['PKT', 300],
  ['HKT', 480],
  ['SGT', 480],
]);

/** Month 1 to 12 of three letters, or 0. */
export function monthOf(a: number, b: number, c: number): number {
  return MONTHS.indexOf(String.fromCharCode(a | 0x20, b | 0x20, c | 0x20)) + 1;
}

export function createMoment(): Moment {
  return { epoch: Number.NaN, year: -1, month: -1, day: -1, clock: -1, fraction: 0, zone: Number.NaN };
}

/** Milliseconds of the digits after a decimal point. */
export function fractionOf(bytes: Buffer, start: number, end: number): number {
  const stop = Math.min(end, start + 9);
  let value = 0;
  for (let at = start; at < stop; at++) value = value * 10 + (bytes[at]! - 0x30);
  return value * 10 ** (3 - (stop - start));
}

/**
 * Reads the stamp `bytes[start, end)` into `moment`; false when it is no time. A stamp without a date is a time (month
 * and day stay -1).
 */
export function readFreeTime(bytes: Buffer, start: number, end: number, moment: Moment): boolean {
  moment.epoch = Number.NaN;
  moment.year = moment.month = moment.day = moment.clock = -1;
  moment.fraction = 0;
  moment.zone = Number.NaN;
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (isDigit(byte)) at = readNumber(bytes, at, end, moment);
    else if (isLetter(byte)) at = readWord(bytes, at, end, moment);
    else if ((byte === 0x2b || byte === DASH) && moment.clock >= 0 && isDigit(bytes[at + 1]))
      at = readZone(bytes, at, end, moment);
    else if ((byte === DOT || byte === COMMA) && moment.clock >= 0 && isDigit(bytes[at + 1]))
      at = readFraction(bytes, at, end, moment);
    else at = isSeparator(byte) ? at + 1 : -1;
    if (at < 0) return false;
  }
  return isTime(moment);
}

function isTime(moment: Moment): boolean {
  if (!Number.isNaN(moment.epoch)) return true;
  if (moment.clock < 0 || moment.clock >= 86_461_000) return false;
  if (moment.month < 0 && moment.day < 0) return moment.year < 0;
  return moment.month >= 1 && moment.month <= 12 && moment.day >= 1 && moment.day <= 31;
}

function isSeparator(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || ' ,/:[]()_-|.<>'.includes(String.fromCharCode(byte));
}

function readNumber(bytes: Buffer, at: number, end: number, moment: Moment): number {
  const stop = skipDigits(bytes, at, end);
  const length = stop - at;
  const value = numberOf(bytes, at, stop);
  const next = stop < end ? bytes[stop]! : 0;
  const isFollowed = isDigit(bytes[stop + 1]) && stop + 1 < end;
  if (length <= 2 && next === COLON && isFollowed && moment.clock < 0) return readClock(bytes, at, end, moment);
  if (length === 4) return setYear(bytes, at, stop, end, moment);
  if (length <= 2 && (next === DASH || next === 0x2f || next === DOT) && isFollowed && moment.day < 0)
    return readDate(bytes, at, end, moment);
  if (length <= 2 && moment.day < 0) {
    moment.day = value;
    return stop;
  }
  return readRun(value, length, stop, moment);
}

/**
 * Numbers without separators: epoch seconds, milliseconds or microseconds, yyyymmdd, yyyymmddHHMMSS, yymmdd, HHMMSS.
 */
function readRun(value: number, length: number, stop: number, moment: Moment): number {
  if (length === 9 || length === 10) moment.epoch = value * 1000;
  else if (length === 13) moment.epoch = value;
  else if (length === 16) moment.epoch = value / 1000;
  else if (length === 8 && moment.day < 0) setCompactDate(value, moment);
  else if (length === 14) {
    setCompactDate(Math.floor(value / 1e6), moment);
    setCompactClock(value % 1e6, moment);
  } else if (length === 6 && moment.day < 0) setCompactDate(20_000_000 + value, moment);
  else if (length === 6 && moment.clock < 0) setCompactClock(value, moment);
  else return -1;
  if (!Number.isNaN(moment.epoch)) moment.clock = 0;
  return stop;
}

function setCompactDate(value: number, moment: Moment): void {
  moment.year = Math.floor(value / 10_000);
  moment.month = Math.floor(value / 100) % 100;
  moment.day = value % 100;
}

function setCompactClock(value: number, moment: Moment): void {
  moment.clock = (Math.floor(value / 10_000) * 3600 + (Math.floor(value / 100) % 100) * 60 + (value % 100)) * 1000;
}

/** `2026`, or `2026-11-23` when that follows. */
function setYear(bytes: Buffer, at: number, stop: number, end: number, moment: Moment): number {
  if (moment.year >= 0) return -1;
  moment.year = numberOf(bytes, at, stop);
  const separator = bytes[stop]!;
  if (stop >= end || separator === COLON || !isDigit(bytes[stop + 1]) || moment.day >= 0) return stop;
  if (separator !== DASH && separator !== 0x2f && separator !== DOT) return stop;
  const month = skipDigits(bytes, stop + 1, end);
  if (bytes[month] !== separator || month >= end) return stop;
  const day = skipDigits(bytes, month + 1, end);
  moment.month = numberOf(bytes, stop + 1, month);
  moment.day = numberOf(bytes, month + 1, day);
  return day;
}

/**
 * `11/23/26`, `23.11.2026`, `23-11-2026`, `09-21`. With slashes the month comes first (strftime's %D, %x) unless it
 * cannot be one.
 */
function readDate(bytes: Buffer, at: number, end: number, moment: Moment): number {
  const stop = skipDigits(bytes, at, end);
  const separator = bytes[stop]!;
  const second = skipDigits(bytes, stop + 1, end);
  if (second - stop > 3) return -1;
  const a = numberOf(bytes, at, stop);
  const b = numberOf(bytes, stop + 1, second);
  const hasThird = second + 1 < end && bytes[second] === separator && isDigit(bytes[second + 1]);
  const isMonthFirst = (separator === 0x2f && a <= 12) || (!hasThird && separator === DASH) || b > 12;
  moment.month = isMonthFirst ? a : b;
  moment.day = isMonthFirst ? b : a;
  if (!hasThird) return second;
  const third = skipDigits(bytes, second + 1, end);
  const year = numberOf(bytes, second + 1, third);
  moment.year = third - second === 3 ? 2000 + year : year;
  return third;
}

function readClock(bytes: Buffer, at: number, end: number, moment: Moment): number {
  const hour = skipDigits(bytes, at, end);
  const minute = skipDigits(bytes, hour + 1, end);
  let seconds = numberOf(bytes, at, hour) * 3600 + numberOf(bytes, hour + 1, minute) * 60;
  let stop = minute;
  if (bytes[minute] === COLON && minute + 1 < end && isDigit(bytes[minute + 1])) {
    stop = skipDigits(bytes, minute + 1, end);
    seconds += numberOf(bytes, minute + 1, stop);
  }
  moment.clock = seconds * 1000;
  return stop;
}

function readFraction(bytes: Buffer, at: number, end: number, moment: Moment): number {
  const stop = skipDigits(bytes, at + 1, end);
  moment.fraction = fractionOf(bytes, at + 1, stop);
  return stop;
}

/** `+0200`, `+02:00`, `+02`. */
function readZone(bytes: Buffer, at: number, end: number, moment: Moment): number {
  const hours = skipDigits(bytes, at + 1, end);
  const sign = bytes[at] === DASH ? -1 : 1;
  if (hours - at === 5) {
    const value = numberOf(bytes, at + 1, hours);
    moment.zone = sign * (Math.floor(value / 100) * 60 + (value % 100));
    return hours;
  }
  if (hours - at !== 3) return -1;
  moment.zone = sign * numberOf(bytes, at + 1, hours) * 60;
  if (bytes[hours] !== COLON || !isDigit(bytes[hours + 1])) return hours;
  const minutes = skipDigits(bytes, hours + 1, end);
  moment.zone += sign * numberOf(bytes, hours + 1, minutes);
  return minutes;
}

function readWord(bytes: Buffer, at: number, end: number, moment: Moment): number {
  let stop = at;
  while (stop < end && isLetter(bytes[stop])) stop++;
  const word = bytes.toString('latin1', at, stop);
  const three = word.slice(0, 3).toLowerCase();
  const month = MONTHS.indexOf(three);
  if (month >= 0 && moment.month < 0) {
    moment.month = month + 1;
    return stop;
  }
  if (WEEKDAYS.includes(three) || word === 'T') return stop;
  if ((word === 'AM' || word === 'PM') && moment.clock >= 0) {
    moment.clock = (moment.clock % 43_200_000) + (word === 'PM' ? 43_200_000 : 0);
    return stop;
  }
  const zone = ZONES.get(word);
  if (zone !== undefined && moment.clock >= 0) {
    moment.zone = zone;
    return stop;
  }
  return moment.clock >= 0 && /^[A-Z]{3,5}$/.test(word) ? stop : -1;
}
