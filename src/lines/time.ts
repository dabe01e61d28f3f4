/**
 * Room 2: time stamps become milliseconds since 1970 UTC. Fills in the year, the date and the zone that a log leaves
 * out, so that order holds over a year's end and over a change of clocks. The whole second is worked out once and
 * remembered, because neighbouring lines share it.
 */
import type { Source } from '../intake/index.ts';
import { BYTES, numberOf, skipDigits } from './bytes.ts';
import type { InputCounts } from './counts.ts';
import { assume } from './counts.ts';
import type { Record } from './record.ts';
import { createSight, isSeen, remember } from './sight.ts';
import { createMoment, fractionOf, monthOf, readFreeTime } from './time-free.ts';
import type { Shape } from './time-shapes.ts';
import type { Zone } from './zone.ts';

const { COLON, COMMA, DASH, DOT, SPACE } = BYTES;

const MINUTE = 60_000;
const DAY = 86_400_000;
const QUARTER = 15 * MINUTE;
/**
 * A date up to so much before the last one is a clock that ran back or lines out of order; an earlier one is the next
 * year.
 */
const YEAR_SLACK = 32 * DAY;
/** The same for a log that prints the time of day only. */
const DAY_SLACK = DAY / 2;
const LONGEST_STAMP = 80;

export interface ClockOptions {
  zone: Zone;
  /** True when the user named the zone: then it is not an assumption. */
  isZoneGiven: boolean;
  /** Year of the first line, when the user named it. */
  year: number | undefined;
  /** The present, milliseconds since 1970 UTC: no log line is much later. Asked seldom. */
  now: () => number;
  /** When the source was last written to, or undefined when unknown. */
  writtenAt: ((source: Source) => number | undefined) | undefined;
}

/**
 * What the sources of one stream hand on to each other: the last local time and the last UTC time, NaN before the
 * first.
 */
export interface StreamTimes {
  civil: number;
  at: number;
  /** A 29th of February lies ahead in the first bytes, so the first line's year is near a leap year. */
  hasLeapDay: boolean;
}

export function createStreamTimes(): StreamTimes {
  return { civil: Number.NaN, at: Number.NaN, hasLeapDay: false };
}

/**
 * Sets `at` and `zone` of `record` from the stamp `bytes[start, end)`. False, and NaN, when it cannot be read as a
 * time.
 */
export type ReadStamp = (bytes: Buffer, start: number, end: number, record: Record) => boolean;

export interface Clock {
  /** The function that reads stamps of that shape. */
  reading(shape: Shape): ReadStamp;
  /** Back to the state of the first line. */
  forget(): void;
}

/** The clock of one source. */
export function createClock(options: ClockOptions, source: Source, counts: InputCounts, times: StreamTimes): Clock {
  const moment = createMoment();
  // Invariant: `stamp` is the last one that was worked out, up to its whole second; `seen` is what it means.
  const stamp = createSight(LONGEST_STAMP);
  const seen = { civil: Number.NaN, at: Number.NaN, zone: Number.NaN, isLocal: false };
  let isFirst = true;

  /** The latest local time that the source can hold. */
  function latest(): number {
    const utc = options.writtenAt?.(source) ?? options.now();
    return utc + options.zone.offsetAt(utc) * MINUTE + DAY;
  }

  function yearOf(month: number, day: number, clock: number): number {
    if (options.year === undefined) assume(counts, 'year');
    const last = times.civil;
    const limit = options.year === undefined && (isFirst || Number.isNaN(last)) ? latest() : Number.NaN;
    if (Number.isNaN(last)) return options.year ?? latestYear(month, day, clock, limit, times.hasLeapDay);
    let year = new Date(last - YEAR_SLACK).getUTCFullYear();
    while (Date.UTC(year, month - 1, day) + clock < last - YEAR_SLACK) year++;
    const isLater = year > new Date(last).getUTCFullYear();
    if (isLater && options.year === undefined && Date.UTC(year, month - 1, day) + clock > latest()) return year - 1;
    // A further file of the stream, written so late that years lie between the two.
    const byFile = Number.isNaN(limit) ? year : latestYear(month, day, clock, limit, false);
    return Math.max(year, byFile);
  }

  function setLocal(civil: number): void {
    if (!options.isZoneGiven) assume(counts, 'zone');
    seen.civil = civil;
    seen.at = options.zone.toUtc(civil, times.at);
    seen.zone = Math.round((civil - seen.at) / MINUTE);
    seen.isLocal = true;
    settle(civil);
  }

  function settle(civil: number): void {
    times.civil = civil;
    times.at = seen.at;
    isFirst = false;
  }

  function readBsd(bytes: Buffer, start: number, end: number, record: Record): boolean {
    const isPlain =
      bytes[start + 6] === SPACE && (end === start + 15 || bytes[start + 15] === DOT || bytes[start + 15] === COMMA);
    if (!isPlain) return readFree(bytes, start, end, record);
    if (!(stamp.length === 15 && isSeen(stamp, bytes, start)) && !parseBsd(bytes, start)) return unreadable(record);
    record.at = end > start + 16 ? seen.at + fractionOf(bytes, start + 16, end) : seen.at;
    record.zone = seen.zone;
    return true;
  }

  function parseBsd(bytes: Buffer, start: number): boolean {
    const month = monthOf(bytes[start]!, bytes[start + 1]!, bytes[start + 2]!);
    const day = (bytes[start + 4] === SPACE ? 0 : bytes[start + 4]! - 0x30) * 10 + bytes[start + 5]! - 0x30;
    const clock = clockOf(bytes, start + 7);
    if (month === 0 || day < 1 || day > 31 || clock < 0) return false;
    remember(stamp, bytes, start, start + 15);
    setLocal(Date.UTC(yearOf(month, day, clock), month - 1, day) + clock);
    return true;
  }

  function readIso(bytes: Buffer, start: number, end: number, record: Record): boolean {
    if (!(stamp.length === 19 && isSeen(stamp, bytes, start)) && !parseIso(bytes, start)) return unreadable(record);
    let fraction = 0;
    let at = start + 19;
    if (at < end && (bytes[at] === DOT || bytes[at] === COMMA)) {
      const stop = skipDigits(bytes, at + 1, end);
      fraction = fractionOf(bytes, at + 1, stop);
      at = stop;
    }
    if (at === end) {
      if (!seen.isLocal) setLocal(seen.civil);
      record.at = seen.at + fraction;
      record.zone = seen.zone;
      return true;
    }
    return readZoned(bytes, at, end, fraction, record);
  }

  /** The zone behind an ISO time, and the fraction that charon glues behind a zone. */
  function readZoned(bytes: Buffer, from: number, end: number, before: number, record: Record): boolean {
    let at = bytes[from] === SPACE ? from + 1 : from;
    let zone = 0;
    let fraction = before;
    if (bytes[at] === 0x5a) at++;
    else if (bytes[at] === 0x2b || bytes[at] === DASH) {
      const hours = numberOf(bytes, at + 1, at + 3);
      const colon = bytes[at + 3] === COLON ? 1 : 0;
      const stop = skipDigits(bytes, at + 3 + colon, end);
      const minutes = hours * 60 + numberOf(bytes, at + 3 + colon, stop);
      zone = bytes[at] === DASH ? -minutes : minutes;
      at = stop;
    } else at += 3;
    if (at < end && bytes[at] === DOT) fraction = fractionOf(bytes, at + 1, end);
    record.at = seen.civil - zone * MINUTE + fraction;
    record.zone = zone;
    if (Number.isNaN(seen.at)) {
      seen.at = record.at;
      settle(seen.civil);
    }
    return true;
  }

  function parseIso(bytes: Buffer, start: number): boolean {
    const month = numberOf(bytes, start + 5, start + 7);
    const day = numberOf(bytes, start + 8, start + 10);
    const clock = clockOf(bytes, start + 11);
    if (month < 1 || month > 12 || day < 1 || day > 31 || clock < 0) return false;
    remember(stamp, bytes, start, start + 19);
    seen.civil = Date.UTC(numberOf(bytes, start, start + 4), month - 1, day) + clock;
    seen.at = Number.NaN;
    seen.isLocal = false;
    return true;
  }

  /** Any other spelling. The fraction at its very end is kept apart, so that lines of one second share the work. */
  function readFree(bytes: Buffer, start: number, end: number, record: Record): boolean {
    let whole = end;
    while (whole > start && bytes[whole - 1]! >= 0x30 && bytes[whole - 1]! <= 0x39) whole--;
    const isFraction = whole > start + 4 && whole < end && bytes[whole - 1] === DOT && [3, 6, 9].includes(end - whole);
    const fraction = isFraction ? fractionOf(bytes, whole, end) : 0;
    const stop = isFraction ? whole - 1 : end;
    if (
      start === end ||
      (!(stamp.length === stop - start && isSeen(stamp, bytes, start)) && !parseFree(bytes, start, stop))
    )
      return unreadable(record);
    record.at = seen.at + fraction;
    record.zone = seen.zone;
    return true;
  }

  function parseFree(bytes: Buffer, start: number, stop: number): boolean {
    if (stop - start > LONGEST_STAMP || !readFreeTime(bytes, start, stop, moment)) return false;
    remember(stamp, bytes, start, stop);
    if (!Number.isNaN(moment.epoch)) {
      seen.at = moment.epoch + moment.fraction;
      seen.zone = Number.NaN;
      settle(seen.at);
      return true;
    }
    const civil = moment.day < 0 ? civilOfClock(moment.clock) : civilOfDate();
    if (Number.isNaN(moment.zone)) {
      setLocal(civil);
    } else {
      seen.at = civil - moment.zone * MINUTE;
      seen.zone = moment.zone;
      settle(civil);
    }
    seen.at += moment.fraction;
    return true;
  }

  function civilOfDate(): number {
    const year = moment.year >= 0 ? moment.year : yearOf(moment.month, moment.day, moment.clock);
    return Date.UTC(year, moment.month - 1, moment.day) + moment.clock;
  }

  function civilOfClock(clock: number): number {
    assume(counts, 'date');
    const isStart = Number.isNaN(times.civil);
    const near = isStart ? latest() - 2 * DAY : times.civil - DAY_SLACK;
    const midnight = Math.floor(near / DAY) * DAY;
    return midnight + clock < near ? midnight + DAY + clock : midnight + clock;
  }

  /** Seconds since the machine started: durations are right, the date is not known. */
  function readMonotonic(bytes: Buffer, start: number, end: number, record: Record): boolean {
    let at = start;
    while (at < end && (bytes[at]! < 0x30 || bytes[at]! > 0x39)) at++;
    const dot = skipDigits(bytes, at, end);
    assume(counts, 'date');
    record.at = numberOf(bytes, at, dot) * 1000 + fractionOf(bytes, dot + 1, skipDigits(bytes, dot + 1, end));
    record.zone = Number.NaN;
    return true;
  }

  function reading(shape: Shape): ReadStamp {
    if (shape === 'bsd') return readBsd;
    if (shape === 'iso') return readIso;
    return shape === 'monotonic' ? readMonotonic : readFree;
  }

  function forget(): void {
    stamp.length = 0;
    isFirst = true;
  }

  return { reading, forget };
}

function unreadable(record: Record): boolean {
  record.at = record.zone = Number.NaN;
  return false;
}

/** Milliseconds since midnight of `HH:MM:SS`, or -1. A leap second counts as the next second. */
function clockOf(bytes: Buffer, at: number): number {
  const hour = numberOf(bytes, at, at + 2);
  const minute = numberOf(bytes, at + 3, at + 5);
  const second = numberOf(bytes, at + 6, at + 8);
  return hour < 25 && minute < 60 && second < 61 ? (hour * 3600 + minute * 60 + second) * 1000 : -1;
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}

/** The latest year in which that date is not after `limit`; a leap year where a 29th of February needs one. */
function latestYear(month: number, day: number, clock: number, limit: number, needsLeap: boolean): number {
  let year = new Date(limit).getUTCFullYear();
  while (Date.UTC(year, month - 1, day) + clock > limit) year--;
  while ((needsLeap || (month === 2 && day === 29)) && !isLeap(year)) year--;
  return year;
}

/**
 * The time of a line that carries the runtime's (`outer`, UTC) and maybe charon's own. charon's is when it was said,
 * for its output may be buffered; but its zone is seldom known, so it is brought to the runtime's by whole quarter
 * hours.
 */
export function joinTimes(inner: number, outer: number): number {
  if (Number.isNaN(inner)) return outer;
  return Number.isNaN(outer) ? inner : inner + Math.round((outer - inner) / QUARTER) * QUARTER;
}
