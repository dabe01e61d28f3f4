import { expect, test } from 'vitest';
import { createUnmatchedList } from '../../src/messages/unmatched.ts';
import { recordOf } from './texts.ts';

function listOf(...texts: string[]) {
  const list = createUnmatchedList();
  for (const text of texts) {
    const record = recordOf(text, 'IKE');
    list.add(record, record.start, record.end);
  }
  return list;
}

test('texts that differ in digits only are one shape, the most frequent first', () => {
  const shapes = listOf('once', 'try 1 of 10', 'try 22 of 5', 'try 333 of 1').shapes();
  expect(shapes.map(({ shape, count, example }) => [shape, count, example])).toEqual([
    ['try # of #', 3, 'try 1 of 10'],
    ['once', 1, 'once'],
  ]);
});

test('a long text is cut', () => {
  const [shape] = listOf('x'.repeat(1000)).shapes();
  expect(shape!.example).toHaveLength(240);
});

test('a digit and a # are no two shapes apart', () => {
  expect(listOf('fragment 1', 'fragment #').shapes()).toHaveLength(1);
});

test('a full list counts what it no longer holds', () => {
  const list = listOf(...Array.from({ length: 5000 }, (_, i) => `shape ${String.fromCharCode(0x4e00 + i)}`));
  expect([list.shapes().length, list.left.count]).toEqual([4096, 904]);
});
