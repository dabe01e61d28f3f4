/**
 * Room 2: from the local time that a log prints to UTC, where the log does not say its zone. Handles the hour that a
 * clock shows twice in autumn and the hour it leaves out in spring.
 */
import { OperationalError } from '../errors.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Offsets change on quarter hours at the finest. */
const SLOT = 15 * MINUTE;
/** Slots remembered at most; then all are forgotten. */
const MOST_SLOTS = 4096;
/**
 * How far the second reading of a doubled hour may lie before the last line and still be taken: lines step back a
 * little.
 */
const SLACK = MINUTE;

export interface Zone {
  /**
   * UTC milliseconds of a local time given as if it were UTC. Of a time that the clock showed twice the first is taken
   * that is not before `after`; NaN: the first. A time that the clock left out is read with the offset before the gap.
   */
  toUtc(civil: number, after: number): number;
  /** Offset of local time from UTC at a UTC time, in minutes. */
  offsetAt(utc: number): number;
}

/** Offset in minutes of `Z`, `UTC`, `+0200`, `+02:00`, `-03`; NaN when the text is not an offset. */
export function offsetOf(text: string): number {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 0;
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
  if (parts === null) return Number.NaN;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return minutes > 18 * 60 ? Number.NaN : parts[1] === '-' ? -minutes : minutes;
}

/**
 * The zone of that name: an IANA name (Europe/Berlin), an offset (+02:00), or undefined for the machine's own.
 * Throws the operational error `usage` when there is no such zone.
 */
export function createZone(name: string | undefined): Zone {
  const fixed = name === undefined ? Number.NaN : offsetOf(name);
  if (!Number.isNaN(fixed)) return { offsetAt: () => fixed, toUtc: (civil) => civil - fixed * MINUTE };
  return rememberingZone(name === undefined ? machineOffset : namedOffset(name));
}

function machineOffset(utc: number): number {
  return 0 - new Date(utc).getTimezoneOffset();
}

function namedOffset(name: string): (utc: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch (thrown) {
    throw new OperationalError(
      'usage',
      `--timezone ${name} is neither a zone such as Europe/Berlin nor an offset such as +02:00`,
      name,
      thrown,
    );
  }
  return (utc) => {
    const field = new Map(format.formatToParts(utc).map((part) => [part.type, Number(part.value)]));
    const civil = Date.UTC(
      field.get('year')!,
      field.get('month')! - 1,
      field.get('day')!,
      field.get('hour')!,
      field.get('minute')!,
    );
    return Math.round((civil - Math.floor(utc / MINUTE) * MINUTE) / MINUTE);
  };
}

function rememberingZone(ask: (utc: number) => number): Zone {
  const offsets = new Map<number, number>();

  function offsetAt(utc: number): number {
    const slot = Math.floor(utc / SLOT);
    const known = offsets.get(slot);
    if (known !== undefined) return known;
    if (offsets.size >= MOST_SLOTS) offsets.clear();
    const offset = ask(slot * SLOT);
    offsets.set(slot, offset);
    return offset;
  }

  function toUtc(civil: number, after: number): number {
    const before = offsetAt(civil - DAY);
    const later = offsetAt(civil + DAY);
    const early = civil - before * MINUTE;
    if (before === later) return early;
    const late = civil - later * MINUTE;
    if (offsetAt(early) !== before) return offsetAt(late) === later ? late : early;
    if (offsetAt(late) !== later) return early;
    // The clock showed this time twice, or the change lies between and both agree.
    return early <= late ? firstAfter(early, late, after) : firstAfter(late, early, after);
  }

  return { offsetAt, toUtc };
}

function firstAfter(first: number, second: number, after: number): number {
  return Number.isNaN(after) || first >= after - SLACK ? first : second;
}
