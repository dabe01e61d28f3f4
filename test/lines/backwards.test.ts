import { describe, expect, test } from 'vitest';
import { createBackwards } from '../../src/lines/backwards.ts';
import { createCounts } from '../../src/lines/counts.ts';
import type { Line } from '../../src/lines/line.ts';
import { sourceOf } from '../fixtures/read-lines.ts';

function replay(pieces: readonly string[], offset = 0) {
  const source = sourceOf('a.log');
  const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
  const counts = createCounts(source);
  const backwards = createBackwards(offset);
  for (const piece of pieces) backwards.keep(Buffer.from(piece));
  const seen: string[] = [];
  const isDone = backwards.replay(line, counts, () =>
    seen.push(`${line.number}@${line.offset} ${line.bytes.toString('utf8', line.start, line.end)}`),
  );
  return { seen, counts, isDone, line };
}

describe('a log read from its end', () => {
  test('lines with their numbers and offsets', () => {
    expect(replay(['a\nb', 'b\r\n', '\nc\n']).seen).toEqual(['4@7 c', '3@6 ', '2@2 bb', '1@0 a']);
  });

  test('last line without newline', () => {
    expect(replay(['a\nb']).seen).toEqual(['2@2 b', '1@0 a']);
  });

  test('kept from the middle of a source', () => {
    expect(replay(['a\nb\n'], 100).seen).toEqual(['2@102 b', '1@100 a']);
  });

  test('counts, and where numbers go on', () => {
    const { counts, line } = replay(['\0a\nb\n']);
    expect([counts.lines, counts.nul, line.number]).toEqual([2, 1, 2]);
  });

  test('what is too large is handed back as it came', () => {
    const backwards = createBackwards(0, 5);
    expect([backwards.keep(Buffer.from('abc')), backwards.keep(Buffer.from('def'))]).toEqual([true, false]);
    const seen: string[] = [];
    backwards.release((bytes) => seen.push(bytes.toString()));
    expect(seen).toEqual(['abc']);
  });
});
