import { describe, expect, test } from 'vitest';
import { type Awaiting, dismiss, indexAwaiting, longestAwaiting } from '../../src/negotiation/awaiting.ts';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { daemonOf, ikeSaOf } from '../fixtures/negotiation.ts';

const HOUR = 3_600_000;

/** IKE_SAs that asked at these times, all with message ID `mid`, their requests sent again `retransmits` times. */
function asked(awaiting: Awaiting, times: readonly number[], { mid = 1, retransmits = 0 } = {}): IkeSa[] {
  const daemon = daemonOf();
  return times.map((at, i) => {
    const outstanding = { exchange: 'IKE_AUTH', mid, payloads: '[ ]', at, retransmits, isAnswered: false };
    const sa = ikeSaOf(daemon, i + 1, { outstanding, lastAt: at });
    indexAwaiting(awaiting, sa);
    return sa;
  });
}

describe('who prints a retransmit', () => {
  test('is nobody where nobody waits', () => {
    expect(longestAwaiting(new Map(), 0, 1, 0)).toBeNull();
  });

  test.each([
    ['in the order of asking', [10, 20, 30], 0],
    ['in another order', [30, 10, 20], 1],
    ['at the same time, the one that was read first', [10, 10], 0],
  ])('is who asked first, %s', (_, times, first) => {
    const awaiting: Awaiting = new Map();
    const sas = asked(awaiting, times);
    expect(longestAwaiting(awaiting, 0, 1, 40)).toEqual({ sa: sas[first], isOnly: false });
  });

  test('is told by the message ID, and without one looked for among all', () => {
    const awaiting: Awaiting = new Map();
    const [one] = asked(awaiting, [20]);
    const [other] = asked(awaiting, [10], { mid: 2 });
    expect(longestAwaiting(awaiting, 0, 1, 30)).toEqual({ sa: one, isOnly: true });
    expect(longestAwaiting(awaiting, 0, 2, 30)).toEqual({ sa: other, isOnly: true });
    expect(longestAwaiting(awaiting, 0, null, 30)).toEqual({ sa: other, isOnly: false });
    expect(longestAwaiting(awaiting, 1, null, 30)).toBeNull();
  });

  test('is found under the times that it was sent again', () => {
    const awaiting: Awaiting = new Map();
    const [sa] = asked(awaiting, [10]);
    sa!.outstanding!.retransmits = 1;
    indexAwaiting(awaiting, sa!);
    expect(longestAwaiting(awaiting, 0, 1, 20)).toBeNull();
    expect(longestAwaiting(awaiting, 1, 1, 20)).toEqual({ sa, isOnly: true });
  });

  test.each([
    ['answered', (sa: IkeSa) => (sa.outstanding!.isAnswered = true)],
    ['given up', (sa: IkeSa) => (sa.outstanding = null)],
  ])('is not one whose request was %s', (_, change) => {
    const awaiting: Awaiting = new Map();
    const [gone, left] = asked(awaiting, [10, 20]);
    change(gone!);
    indexAwaiting(awaiting, gone!);
    expect(longestAwaiting(awaiting, 0, 1, 30)).toEqual({ sa: left, isOnly: true });
  });

  test('is not one that is forgotten; the last one to go leaves nothing behind', () => {
    const awaiting: Awaiting = new Map();
    const [first, last] = asked(awaiting, [10, 20]);
    dismiss(awaiting, first!);
    dismiss(awaiting, first!);
    expect(longestAwaiting(awaiting, 0, 1, 30)).toEqual({ sa: last, isOnly: true });
    dismiss(awaiting, last!);
    expect(awaiting.get(0)!.size).toBe(0);
  });

  test('is not one that was not heard of for an hour', () => {
    const awaiting: Awaiting = new Map();
    const [old, young] = asked(awaiting, [0, HOUR]);
    expect(longestAwaiting(awaiting, 0, 1, HOUR + 1)).toEqual({ sa: young, isOnly: true });
    expect(old!.awaits).toBeNull();
    expect(longestAwaiting(awaiting, 0, 1, 3 * HOUR)).toBeNull();
  });

  test('counts as the only one when the one behind it was not heard of for an hour', () => {
    const awaiting: Awaiting = new Map();
    const [busy] = asked(awaiting, [0, 5]);
    busy!.lastAt = HOUR;
    expect(longestAwaiting(awaiting, 0, 1, HOUR + 6)).toEqual({ sa: busy, isOnly: true });
  });
});
