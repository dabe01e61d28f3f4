/**
 * Room 3: texts that no pattern knows, as shapes. A text enters with its origin, a bounded list of shapes with counts leaves (`ike-trace patterns unmatched`).
 */
import { GROUPS, type Record, textOf } from '../lines/index.ts';

/** Texts that are alike but for their digits. */
export interface UnmatchedShape {
  /** The text with every run of digits as `#`, cut at 240 bytes. */
  readonly shape: string;
  /** Group that printed the first one, or null. */
  readonly group: string | null;
  /** The first text of this shape, cut in the same way, and where it stood. */
  readonly example: string;
  readonly source: string;
  readonly line: number;
  count: number;
}

export interface UnmatchedList {
  add(record: Record, start: number, end: number): void;
  /** The shapes, the most frequent first. */
  shapes(): UnmatchedShape[];
  /** Texts of shapes that no longer had room. */
  readonly left: { count: number };
}

const MOST_SHAPES = 4096;
const LONGEST_SHAPE = 240;

/** A list of at most 4096 shapes; what comes after that is counted only. */
export function createUnmatchedList(): UnmatchedList {
  // Key: a hash of the folded bytes. Two shapes with one hash are counted as one: nothing rests on it.
  const byHash = new Map<number, UnmatchedShape>();
  const left = { count: 0 };
  return {
    add(record, start, end) {
      const stop = Math.min(end, start + LONGEST_SHAPE);
      const hash = hashOf(record.bytes, start, stop);
      const known = byHash.get(hash);
      if (known !== undefined) {
        known.count += record.count;
      } else if (byHash.size < MOST_SHAPES) {
        const example = textOf(record.bytes, start, stop);
        const group = GROUPS[record.group] ?? null;
        byHash.set(hash, {
          shape: example.replace(/\d+/g, '#'),
          group,
          example,
          source: record.source.name,
          line: record.line,
          count: record.count,
        });
      } else {
        left.count += record.count;
      }
    },
    shapes: () => [...byHash.values()].sort((a, b) => b.count - a.count),
    left,
  };
}

/** FNV-1a over the bytes, each run of digits counted as one. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  let wasDigit = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!(isDigit && wasDigit)) hash = Math.imul(hash ^ (isDigit ? 0x23 : byte), 0x01000193);
    wasDigit = isDigit;
  }
  return hash;
}
