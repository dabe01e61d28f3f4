import { describe, expect, test } from 'vitest';
import { reopenedAt } from '../../src/commands/watch/sources.ts';
import type { SavedTrack } from '../../src/watch/index.ts';

const print = (name: string) => ({
  head: { end: 4, length: 4, sha256: name },
  tail: { end: 9, length: 4, sha256: name },
});
/** Two files, of which the second was read to its seventh line. */
const track: SavedTrack = {
  kind: 'files',
  files: [print('a'), print('b')],
  from: { position: 5, lines: 1 },
  reached: { file: 1, line: 7 },
};

describe('what of a log was judged before', () => {
  test.each([
    ['both files are there', [0, 1], 3, { file: 1, line: 7 }],
    ['a third came between', [0, 2], 4, { file: 2, line: 7 }],
    ['the first is lost', [-1, 0], 1, { file: 0, line: 7 }],
    ['the second is lost: the first was judged as a whole', [0, -1], 2, { file: 0, line: Number.POSITIVE_INFINITY }],
    ['the first was mistaken for the present one', [0, -1], 1, null],
    ['both are lost', [-1, -1], 1, null],
  ])('%s', (_, places, count, position) => {
    expect(reopenedAt(track, places, count)?.judged.position ?? null).toEqual(position);
  });

  test('the first bytes of a file are known only where it is the one', () => {
    expect(reopenedAt(track, [0, 1], 2)?.headPrint).toEqual(print('a').head);
    expect(reopenedAt(track, [-1, 0], 1)?.headPrint).toBeNull();
  });
});
