/**
 * Room 2: what became of the lines of one source. What a report says of an input, and what `--stats` prints, comes from
 * here.
 */
import type { Source } from '../intake/index.ts';
import type { DialectName } from './dialects.ts';

/** What a line lacked and had to be assumed. */
export type Assumed = 'year' | 'zone' | 'date';
export type LineOrder = 'oldest-first' | 'newest-first';

/**
 * Counters of one source. Every line is one of `charonLines` (a message, also a repeat or a copy that was dropped),
 * `parts` (a further line of an entry that takes several), `broken` and `other`.
 */
export interface InputCounts {
  readonly source: Source;
  /** The dialect most of charon's lines wear; null before the first. */
  dialect: DialectName | null;
  /** charon's lines by dialect, for files pasted together of several. */
  readonly dialects: Map<DialectName, number>;
  lines: number;
  charonLines: number;
  /** Lines that are not charon's. */
  other: number;
  /** Lines that look like charon's wrapping, and cannot be read. */
  broken: number;
  /** Lines that only continue an entry of several lines. */
  parts: number;
  /** Second copies of a message that were dropped. */
  duplicates: number;
  /** Repetitions that a logger folded into "last message repeated n times": the sum of the n. */
  repeated: number;
  /** Messages that the logger itself says it threw away (rate limiting), of charon's or of who knows whose. */
  lost: number;
  /** Lines longer than the limit; the rest of each was thrown away. */
  cut: number;
  /** NUL bytes met. */
  nul: number;
  /** How often a process's clock ran back by a second or more. */
  clockBack: number;
  order: LineOrder;
  /** A newest-first input larger than can be turned round: it was read as it stands. */
  tooLargeToReverse: boolean;
  readonly assumed: Assumed[];
}

export function createCounts(source: Source): InputCounts {
  return {
    source,
    dialect: null,
    dialects: new Map(),
    lines: 0,
    charonLines: 0,
    other: 0,
    broken: 0,
    parts: 0,
    duplicates: 0,
    repeated: 0,
    lost: 0,
    cut: 0,
    nul: 0,
    clockBack: 0,
    order: 'oldest-first',
    tooLargeToReverse: false,
    assumed: [],
  };
}

/** A copy that restoreCounts can go back to. */
export function copyCounts(counts: InputCounts): InputCounts {
  return { ...counts, dialects: new Map(counts.dialects), assumed: [...counts.assumed] };
}

/** Makes `counts` what they were when `copy` was made. */
export function restoreCounts(counts: InputCounts, copy: InputCounts): void {
  const { dialects, assumed, ...rest } = copy;
  Object.assign(counts, rest);
  counts.dialects.clear();
  for (const [name, lines] of dialects) counts.dialects.set(name, lines);
  counts.assumed.splice(0, counts.assumed.length, ...assumed);
}

export function assume(counts: InputCounts, what: Assumed): void {
  if (!counts.assumed.includes(what)) counts.assumed.push(what);
}
