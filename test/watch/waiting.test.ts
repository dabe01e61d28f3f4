import { describe, expect, test } from 'vitest';
import type { Edge } from '../../src/watch/alert.ts';
import { createWaiting, type WaitingAlert } from '../../src/watch/waiting.ts';
import { makeAlert } from './build.ts';

let keys = 0;
const entry = (id: string, edge: Edge = 'raised', size = 1): WaitingAlert => ({
  alert: makeAlert({ id, edge, key: `${id}-${++keys}` }),
  size,
  since: 0,
  file: null,
  attempts: 0,
});
const ROOM = { maxAlerts: 100, maxSize: 100, maxAge: 0 };

/** What leaves, in order, when everything is delivered at once. */
function drain(queue: ReturnType<typeof createWaiting>): string[] {
  const left: string[] = [];
  for (let next = queue.take(); next !== null; next = queue.take()) {
    left.push(`${next.alert.id} ${next.alert.edge}`);
    queue.remove(next);
  }
  return left;
}

describe('what waits', () => {
  test('leaves in the order it came', () => {
    const queue = createWaiting(ROOM);
    for (const id of ['a', 'b', 'c']) queue.add(entry(id));
    expect(drain(queue)).toEqual(['a raised', 'b raised', 'c raised']);
  });

  test('lets others pass after five failures, but never its own recovery', () => {
    const queue = createWaiting(ROOM);
    const bad = entry('a');
    for (const one of [bad, entry('a', 'recovered'), entry('b')]) queue.add(one);
    bad.attempts = 4;
    expect(queue.take()).toBe(bad);
    bad.attempts = 5;
    expect(drain(queue)).toEqual(['b raised', 'a raised', 'a recovered']);
  });

  test('over the bound the oldest repetition goes first, then the oldest', () => {
    const queue = createWaiting({ maxAlerts: 3, maxSize: 100, maxAge: 0 });
    const [a, r1, b, r2, c, d] = [
      entry('a'),
      entry('a', 'repeated'),
      entry('b'),
      entry('b', 'repeated'),
      entry('c'),
      entry('d'),
    ];
    const gone = [a, r1, b, r2, c, d].map((one) => queue.add(one!));
    expect(gone).toEqual([[], [], [], [r1], [r2], [a]]);
  });

  test('weight is bounded as well, and what is too heavy by itself does not stay', () => {
    const queue = createWaiting({ maxAlerts: 10, maxSize: 10, maxAge: 0 });
    const [a, b, huge] = [entry('a', 'raised', 4), entry('b', 'raised', 4), entry('c', 'raised', 11)];
    queue.add(a);
    queue.add(b);
    expect(queue.add(huge)).toEqual([a, b, huge]);
    expect(queue.size()).toBe(0);
  });

  test('what is being delivered is not given up', () => {
    const queue = createWaiting({ maxAlerts: 1, maxSize: 100, maxAge: 0 });
    const a = entry('a');
    queue.add(a);
    expect(queue.take()).toBe(a);
    const b = entry('b');
    expect(queue.add(b)).toEqual([b]);
    expect([...queue.all]).toEqual([a]);
  });

  test('knows the keys that wait', () => {
    const queue = createWaiting(ROOM);
    const a = entry('a');
    queue.add(a);
    expect(queue.has(a.alert.key)).toBe(true);
    queue.remove(a);
    expect(queue.has(a.alert.key)).toBe(false);
  });
});

test('what waits for longer than it may is taken out, but for the one that is being delivered', () => {
  const queue = createWaiting({ ...ROOM, maxAge: 1000 });
  const [a, b, c] = ['a', 'b', 'c'].map((id, i) => ({ ...entry(id), since: i * 600 }));
  for (const one of [a!, b!, c!]) queue.add(one);
  expect(queue.take()).toBe(a);
  expect(queue.expire(1000)).toEqual([]);
  expect(queue.expire(1700)).toEqual([b]);
  queue.release();
  expect(queue.expire(1700)).toEqual([a]);
  expect([...queue.all]).toEqual([c]);
});
