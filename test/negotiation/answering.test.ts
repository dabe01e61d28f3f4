// What a line has to do with a request of the peer's.
import { describe, expect, test } from 'vitest';
import { owesAfter, type Part, partOf } from '../../src/negotiation/answering.ts';
import { eventOf } from '../fixtures/negotiation.ts';

const message = (type: 'message.parsed' | 'message.generated', summary: string) => {
  const [, exchange, direction, mid, payloads] = /^(\S+) (request|response) (\d+) (.*)$/.exec(summary)!;
  return eventOf(type, {
    exchange: exchange!,
    direction: direction as 'request',
    mid: Number(mid),
    payloads: payloads!,
  });
};

describe('a line', () => {
  test.each([
    ['asks', 'message.parsed', 'IKE_AUTH request 1 [ IDi AUTH ]'],
    ['asks', 'message.parsed', 'ID_PROT request 0 [ SA V ]'],
    [null, 'message.parsed', 'IKE_AUTH response 1 [ IDr AUTH ]'],
    [null, 'message.parsed', 'INFORMATIONAL_V1 request 77 [ HASH D ]'],
    [null, 'message.generated', 'IKE_AUTH request 1 [ IDi AUTH ]'],
    ['answers', 'message.generated', 'IKE_AUTH response 1 [ IDr AUTH ]'],
    ['answers', 'message.generated', 'INFORMATIONAL response 3 [ N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]'],
    [null, 'message.generated', 'IKE_AUTH response 1 [ EF(1/2) ]'],
    [null, 'message.generated', 'ID_PROT response 0 [ FRAG(1) ]'],
    [null, 'message.generated', 'IKE_SA_INIT response 0 [ N(COOKIE) ]'],
  ] as const)('%s: %s %s', (part, type, summary) => {
    expect(partOf(message(type, summary))).toBe(part);
  });

  test('without a message neither asks nor answers', () => {
    expect([null, eventOf('ike.deleted', {})].map(partOf)).toEqual([null, null]);
  });

  test.each<[boolean, boolean, Part]>([
    [true, false, 'asks'],
    [true, true, 'asks'],
    [true, true, null],
    [false, false, null],
    [false, true, 'answers'],
  ])('%s is owed, after %s, by one that %s', (after, before, part) => {
    expect(owesAfter(before, part)).toBe(after);
  });
});
