/**
 * Room 3: how near a pattern came to a text that it does not match. For people who write patterns: the place is shown with a caret.
 */

import type { Entry } from './entry.ts';
import { ALLOWED, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
import { segmentsOf } from './pattern-source.ts';
import { fills } from './run.ts';

/** A wording that matched the beginning of a text. */
export interface NearMiss {
  readonly entry: Entry;
  /** Bytes of the text that the wording accounts for. */
  readonly reached: number;
  /** How many of them are its literal text. */
  readonly literal: number;
  /** What the wording has next, in words. */
  readonly expected: string;
}

const MOST_NEAR = 3;
/** Fewer literal bytes than this in common are chance. */
const LEAST_LITERAL = 3;

/** The wordings that come nearest to a text, one per pattern, the nearest first. */
export function nearMisses(entries: readonly Entry[], text: Uint8Array): NearMiss[] {
  const best = new Map<number, NearMiss>();
  for (const entry of entries) {
    const near = reach(entry, text);
    if (near.literal >= LEAST_LITERAL && near.literal > (best.get(entry.pattern)?.literal ?? 0))
      best.set(entry.pattern, near);
  }
  return [...best.values()].sort((a, b) => b.literal - a.literal || b.reached - a.reached).slice(0, MOST_NEAR);
}

/** How far one wording gets in a text. */
export function reach(entry: Entry, text: Uint8Array): NearMiss {
  const segments = segmentsOf(entry.wording);
  let reached = 0;
  let literal = 0;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    const next = segments[i + 1];
    const found =
      typeof segment === 'string'
        ? reachLiteral(segment, text, reached)
        : reachTail(segment, typeof next === 'string' ? next : '', text, reached);
    reached = found.at;
    literal += found.literal;
    if (!found.isWhole) return { entry, reached, literal, expected: found.expected };
    if (typeof segment !== 'string') i += 1;
  }
  return { entry, reached, literal, expected: 'the end of the line' };
}

interface Found {
  readonly isWhole: boolean;
  readonly at: number;
  readonly literal: number;
  readonly expected: string;
}

function reachLiteral(literal: string, text: Uint8Array, from: number): Found {
  const bytes = Buffer.from(literal, 'utf8');
  const agreed = agreement(bytes, text, from);
  return { isWhole: agreed === bytes.length, at: from + agreed, literal: agreed, expected: quoted(bytes, agreed) };
}

/** Looks from `from` on for the literal after a hole: its first whole place, else the place where most of it stands. */
function reachTail(
  [name, holeType]: readonly [string, HoleType],
  literal: string,
  text: Uint8Array,
  from: number,
): Found {
  const tail = Buffer.from(literal, 'utf8');
  const type = TYPE_NUMBER.get(holeType)!;
  const written = `{${name}:${holeType}}`;
  let end = from;
  while (end < text.length && ((ALLOWED[text[end]!]! >> type) & 1) === 1) end += 1;
  if (tail.length === 0)
    return {
      isWhole: fills(type, text, from, text.length),
      at: end,
      literal: 0,
      expected: end > from ? `more of ${written}` : written,
    };
  let best = -1;
  let most = -1;
  for (let at = from; at <= end; at++) {
    const agreed = agreement(tail, text, at);
    if (agreed > most && fills(type, text, from, at)) {
      best = at;
      most = agreed;
    }
    if (most === tail.length) return { isWhole: true, at: best + most, literal: most, expected: '' };
  }
  if (best < 0) return { isWhole: false, at: from, literal: 0, expected: written };
  return { isWhole: false, at: most > 0 ? best + most : end, literal: most, expected: quoted(tail, most) };
}

/** Number of bytes of `literal` that stand in `text` at `at`. */
function agreement(literal: Uint8Array, text: Uint8Array, at: number): number {
  let count = 0;
  while (count < literal.length && at + count < text.length && text[at + count] === literal[count]) count += 1;
  return count;
}

function quoted(literal: Uint8Array, from: number): string {
  return `\`${Buffer.from(literal.subarray(from)).toString('utf8')}\``;
}

/** The near misses of a text as lines: the text, then one line with a caret for each. */
export function caretLines(text: string, misses: readonly NearMiss[], nameOf: (pattern: number) => string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [
    text,
    ...misses.map(({ entry, reached, expected }) => {
      const column = bytes.toString('utf8', 0, reached).length;
      return `${' '.repeat(column)}^ \`${nameOf(entry.pattern)}\` matched up to here; it expects ${expected}`;
    }),
  ];
}
