/**
 * Room 7: points in time and spans, as people and as parsers read them. Milliseconds enter, text leaves.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Clocks that only count from the start of a machine lie before this: no strongSwan wrote a log in the last millennium. */
const FIRST_DATE = Date.UTC(2000, 0, 1);
/** What Date can hold (ECMA-262 section 21.4.1.1). */
const LARGEST = 8.64e15;

const two = (n: number) => String(n).padStart(2, '0');

/** The time as its log's clock showed it, in UTC fields; null when there is none. An unknown zone counts as UTC. */
function civil(at: number, zone: number): Date | null {
  const local = at + (Number.isNaN(zone) ? 0 : zone * MINUTE);
  return Math.abs(local) <= LARGEST ? new Date(local) : null;
}

/**
 * ISO 8601 in local time, with as many digits of the second as the log gave, three at most.
 * `isStated`: the log itself fixes the point in time; then the offset is given. Without it the local time stands alone, since an offset
 * would be our guess. Null for what is no time.
 */
export function isoTime(at: number, zone: number, isStated: boolean): string | null {
  const date = civil(at, zone);
  if (date === null) return null;
  const iso = date.toISOString().replace(/(\.000)?Z$/, '');
  if (!isStated) return iso;
  if (Number.isNaN(zone) || zone === 0) return `${iso}Z`;
  const minutes = Math.abs(zone);
  return `${iso}${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `09:03:11`, with `.138` when the log has milliseconds; '' for what is no time. */
export function clockTime(at: number, zone: number, hasMilliseconds: boolean): string {
  const iso = civil(at, zone)?.toISOString() ?? '';
  const t = iso.indexOf('T');
  return t < 0 ? '' : iso.slice(t + 1, t + (hasMilliseconds ? 13 : 9));
}

/** `2026-11-23`; '' for what is no time, or no date. */
export function dayOf(at: number, zone: number): string {
  if (!(at >= FIRST_DATE)) return '';
  return civil(at, zone)?.toISOString().split('T')[0] ?? '';
}

/** The time, with its day when that is not `day`; '' when unknown. */
export function moment(at: number, zone: number, day: string, hasMilliseconds = false): string {
  const time = clockTime(at, zone, hasMilliseconds);
  const itsDay = dayOf(at, zone);
  return itsDay === '' || itsDay === day ? time : `${itsDay} ${time}`;
}

/** `0 ms`, `38 ms`, `7.2 s`, `165 s`, `12 min`, `3.4 h`, `2.2 d`: seven columns at most within a century; '' for NaN. */
export function duration(ms: number): string {
  if (Number.isNaN(ms)) return '';
  if (ms < 0) return `-${duration(-ms)}`;
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${Number((ms / SECOND).toFixed(1))} s`;
  if (ms < 5 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Number((ms / HOUR).toFixed(1))} h`;
  return `${Number((ms / DAY).toFixed(1))} d`;
}
