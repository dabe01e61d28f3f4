/**
 * Room 2: keeps a log that is written newest first, and reads it from its end.
 */

import type { InputCounts } from './counts.ts';
import { createCounts } from './counts.ts';
import type { Line } from './line.ts';
import { createSplit } from './split.ts';

/** Most that is kept of such a log. A larger one is read as it stands, and that is said. */
export const MOST_KEPT = 256 * 1024 * 1024;

/** Most lines that are turned round. */
const MOST_LINES = 8_000_000;

export interface Backwards {
  /** Keeps the bytes; false when there is no room. */
  keep(bytes: Buffer): boolean;
  /** Hands on everything kept as it came, in chunks, and forgets it. */
  release(take: (bytes: Buffer) => void): void;
  /**
   * Delivers the lines kept, the last first, each with its own number, and forgets them. `line` is filled for each.
   * False when there are too many.
   */
  replay(line: Line, counts: InputCounts, onLine: () => void): boolean;
}

/** `offset`: position in the source of the first byte that will be kept. */
export function createBackwards(offset: number, most = MOST_KEPT): Backwards {
  const chunks: Buffer[] = [];
  let size = 0;

  function keep(bytes: Buffer): boolean {
    if (size + bytes.length > most) return false;
    chunks.push(Buffer.from(bytes));
    size += bytes.length;
    return true;
  }

  function release(take: (bytes: Buffer) => void): void {
    for (const chunk of chunks.splice(0)) take(chunk);
    size = 0;
  }

  /**
   * Where the lines of `whole` stand: offset, length and whether it was cut, three numbers a line. Undefined when there
   * are too many.
   */
  function findLines(whole: Buffer, line: Line, found: InputCounts): number[] | undefined {
    const spans: number[] = [];
    const split = createSplit(line, found, () => {
      if (found.lines <= MOST_LINES) spans.push(line.offset - offset, line.end - line.start, line.cut ? 1 : 0);
    });
    split.chunk(whole, offset);
    split.finish();
    return found.lines <= MOST_LINES ? spans : undefined;
  }

  function replay(line: Line, counts: InputCounts, onLine: () => void): boolean {
    const whole = Buffer.concat(chunks.splice(0));
    const found = createCounts(counts.source);
    const spans = findLines(whole, line, found);
    line.number = 0;
    if (spans === undefined) {
      chunks.push(whole);
      return false;
    }
    size = 0;
    counts.lines += found.lines;
    counts.cut += found.cut;
    counts.nul += found.nul;
    line.bytes = whole;
    for (let i = spans.length - 3; i >= 0; i -= 3) {
      line.number = i / 3 + 1;
      line.start = spans[i]!;
      line.end = line.start + spans[i + 1]!;
      line.offset = offset + line.start;
      line.cut = spans[i + 2] === 1;
      onLine();
    }
    line.number = spans.length / 3;
    return true;
  }

  return { keep, release, replay };
}
