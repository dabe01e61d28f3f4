/**
 * Room 5: how far the peer's clock is from this one. A packet that this end sent arrived later than it was sent, and one that the peer sent was sent before it
 * arrived: each pair bounds the offset from one side (RFC 5905 section 8, without knowing the delay). Bounds enter, an estimate leaves.
 */
import type { PacketPair } from './agreement.ts';

/** peer's clock − this clock, in milliseconds, is at least `low` or at most `high` (infinite where it does not say). */
export interface Bound {
  /** This end's clock. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

export interface ClockOffset {
  /** peer's clock − this clock in milliseconds: positive when the peer's is ahead. Where it drifts, at the end. */
  readonly offsetMs: number;
  /** The true offset lies within offsetMs ± uncertaintyMs. */
  readonly uncertaintyMs: number;
  /** Milliseconds that the peer's clock gains in a million; 0 where one offset explains all packets. */
  readonly driftPpm: number;
  /** Packets of one direction only: the other bound is a guess at how long a packet takes. */
  readonly isOneWay: boolean;
  /** The offset is a time zone's: whole quarters of an hour up to a day, within the uncertainty and a few seconds. Then these hours, else 0. */
  readonly zoneHours: number;
  /** Offsets by stretches of time, in order; one when it does not drift. */
  readonly segments: readonly Segment[];
}

/** The longest that a packet is taken to be on its way when nothing tells. */
const LONGEST_WAY = 1000;
/** Clocks of a time zone's difference agree otherwise, as clocks that are kept do. */
const KEPT = 5000;
const QUARTER = 15 * 60_000;
/** Zones lie between −12 and +14 hours. */
const WIDEST_ZONES = 26 * 3_600_000;
/** Stretches kept; a clock that jumps more often is no clock. */
const MOST_SEGMENTS = 10_000;

/** The coarseness of a log's times in milliseconds: they are cut off, not rounded. */
export interface Resolution {
  readonly local: number;
  readonly peer: number;
}

export function boundOf({ sent, received, fromLocal }: PacketPair, resolution: Resolution): Bound | null {
  const [here, there] = fromLocal ? [sent.at, received.at] : [received.at, sent.at];
  if (Number.isNaN(here) || Number.isNaN(there)) return null;
  const difference = there - here;
  return fromLocal
    ? { at: here, low: Number.NEGATIVE_INFINITY, high: difference + resolution.peer }
    : { at: here, low: difference - resolution.local, high: Number.POSITIVE_INFINITY };
}

/** Stretches of time, as long as possible, in each of which one offset explains every packet. */
function segmentsOf(bounds: readonly Bound[]): Segment[] {
  const segments: Segment[] = [];
  // Invariant: the latest bound of each kind, which a new stretch begins with as far as it fits.
  let [latestLow, latestHigh] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { at, low, high } of [...bounds].sort((a, b) => a.at - b.at)) {
    const open = segments.at(-1);
    const narrower = { low: Math.max(open?.low ?? low, low), high: Math.min(open?.high ?? high, high) };
    if (low > Number.NEGATIVE_INFINITY) latestLow = low;
    if (high < Number.POSITIVE_INFINITY) latestHigh = high;
    if (open !== undefined && narrower.low <= narrower.high) {
      segments[segments.length - 1] = { from: open.from, to: at, ...narrower };
    } else if (segments.length < MOST_SEGMENTS) {
      const fits = latestLow <= latestHigh;
      segments.push({ from: at, to: at, low: fits ? latestLow : low, high: fits ? latestHigh : high });
    }
  }
  return segments;
}

const isTwoWay = (s: Segment) => s.low > Number.NEGATIVE_INFINITY && s.high < Number.POSITIVE_INFINITY;

/** The middle of what is possible; without the other bound, a packet's way from the one there is. */
function middle({ low, high }: Segment): { offset: number; uncertainty: number } {
  if (low === Number.NEGATIVE_INFINITY) return { offset: high - LONGEST_WAY / 2, uncertainty: LONGEST_WAY / 2 };
  if (high === Number.POSITIVE_INFINITY) return { offset: low + LONGEST_WAY / 2, uncertainty: LONGEST_WAY / 2 };
  return { offset: (low + high) / 2, uncertainty: (high - low) / 2 };
}

/** Slope of the least squares' line through the middles, in milliseconds per million. */
function drift(segments: readonly Segment[]): number {
  const points = segments.map((s) => ({ x: (s.from + s.to) / 2, y: middle(s).offset }));
  const n = points.length;
  const meanX = points.reduce((sum, p) => sum + p.x, 0) / n;
  const meanY = points.reduce((sum, p) => sum + p.y, 0) / n;
  const spread = points.reduce((sum, p) => sum + (p.x - meanX) ** 2, 0);
  if (spread === 0) return 0;
  return (points.reduce((sum, p) => sum + (p.x - meanX) * (p.y - meanY), 0) / spread) * 1e6;
}

function zoneOf(offset: number, uncertainty: number): number {
  const quarters = Math.round(offset / QUARTER);
  const rest = Math.abs(offset - quarters * QUARTER);
  const isZone = quarters !== 0 && Math.abs(offset) <= WIDEST_ZONES && rest <= KEPT + uncertainty;
  return isZone ? (quarters * QUARTER) / 3_600_000 : 0;
}

/** Null when no packet pair has times. */
export function estimateOffset(bounds: readonly Bound[]): ClockOffset | null {
  if (bounds.length === 0) return null;
  const all = segmentsOf(bounds);
  const known = all.some(isTwoWay) ? all.filter(isTwoWay) : all;
  const last = middle(known.at(-1)!);
  return {
    offsetMs: last.offset,
    uncertaintyMs: last.uncertainty,
    driftPpm: known.length > 1 ? drift(known) : 0,
    isOneWay: !isTwoWay(known.at(-1)!),
    zoneHours: zoneOf(last.offset, last.uncertainty),
    segments: known,
  };
}

/** The offset at a time of this end's clock: between two stretches in proportion. */
export function offsetAt({ segments }: ClockOffset, at: number): number {
  let [first, last] = [0, segments.length - 1];
  // Invariant: every stretch before `first` begins at or before `at`, every one after `last` later.
  while (first < last) {
    const half = (first + last + 1) >> 1;
    if (segments[half]!.from <= at) first = half;
    else last = half - 1;
  }
  const here = segments[first]!;
  const next = segments[first + 1];
  const offset = middle(here).offset;
  if (next === undefined || !(at > here.to)) return offset;
  return offset + ((middle(next).offset - offset) * (at - here.to)) / (next.from - here.to);
}
