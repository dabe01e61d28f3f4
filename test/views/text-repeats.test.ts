import { describe, expect, it } from 'vitest';
import { timeline } from '../../src/sessions/index.ts';
import { foldRepeats } from '../../src/views/text-repeats.ts';
import { sent } from './build.ts';

/** Entries of messages with these payloads; repetitions as `×n`. */
function folded(...payloads: string[]): string[] {
  const entries = timeline(payloads.map((p, i) => sent('IKE_AUTH', 'request', i, `[ ${p} ]`, i)));
  return foldRepeats(entries).map((item) =>
    'times' in item
      ? `×${item.times}`
      : item.event.type === 'message.generated'
        ? item.event.fields.payloads.slice(2, -2)
        : '?',
  );
}

describe('foldRepeats', () => {
  it.each([
    ['nothing repeats', ['A', 'B', 'C'], ['A', 'B', 'C']],
    ['three entries twice', ['A', 'B', 'C', 'A', 'B', 'C', 'D'], ['A', 'B', 'C', '×1', 'D']],
    ['two entries have to come three times', ['A', 'B', 'A', 'B'], ['A', 'B', 'A', 'B']],
    ['and then are folded', ['A', 'B', 'A', 'B', 'A', 'B'], ['A', 'B', '×2']],
    ['one entry three times', ['A', 'A', 'A'], ['A', '×2']],
    ['what stands before is kept', ['X', 'A', 'B', 'C', 'A', 'B', 'C'], ['X', 'A', 'B', 'C', '×1']],
    ['nothing at all', [], []],
  ])('%s', (_, before, after) => {
    expect(folded(...before)).toEqual(after);
  });

  it('loses no entry', () => {
    const shown = folded(...'ABCABCABCABDABDABDEEEEEE'.split(''));
    const all = shown.reduce(
      (n, item, i) =>
        n +
        (item.startsWith('×') ? 0 : 1) +
        (item === '×2' || item === '×5' ? lengthBefore(shown, i) * Number(item.slice(1)) : 0),
      0,
    );
    expect(all).toBe(24);
  });
});

/** Entries since the last repetition: the stretch that repeats, where nothing else stands before it. */
function lengthBefore(shown: readonly string[], at: number): number {
  let n = 0;
  while (n < at && !shown[at - 1 - n]!.startsWith('×')) n++;
  return n;
}
