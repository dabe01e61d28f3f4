// Which IKE_SA a search finds among several, and whether it was the only one.
import { describe, expect, test } from 'vitest';
import {
  type Found,
  findBetween,
  findConnecting,
  findDuplicate,
  findHalfOpen,
  findOnlyAt,
  findParsed,
  findRetransmitter,
  findSender,
  findUp,
} from '../../src/negotiation/find.ts';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { createJob } from '../../src/negotiation/job.ts';
import { eventOf, registered } from '../fixtures/negotiation.ts';

const HERE = '192.0.2.1[500]';
const PEER = '192.0.2.2[500]';

/** What was found, by unique id: `2`, `2?` when others would have fitted, `none`. */
const inWords = (found: Found | null) => (found === null ? 'none' : `${found.sa.uniqueId}${found.certain ? '' : '?'}`);
const parsedOf = (exchange: string, direction: string, mid: number) =>
  eventOf('message.parsed', { exchange, direction, mid, payloads: '[ ]' });
const waitingFor = (exchange: string, mid: number, retransmits = 0, at = 0) => ({
  outstanding: { exchange, mid, payloads: '[ ]', at, retransmits, isAnswered: false },
});
const peerAt = (port: number | null, id: string | null = null) => ({ remote: { host: '192.0.2.2', port, id } });
const UP = { everEstablished: true, outcome: 'established', state: 'ESTABLISHED' } as const;

describe('findParsed', () => {
  test.each([
    [
      'the response that is awaited',
      [waitingFor('IKE_AUTH', 1), waitingFor('IKE_SA_INIT', 0)],
      ['IKE_AUTH', 'response', 1],
      '1',
    ],
    [
      'a response that two await',
      [waitingFor('INFORMATIONAL', 4), waitingFor('INFORMATIONAL', 4)],
      ['INFORMATIONAL', 'response', 4],
      '1?',
    ],
    ['a response that nobody awaits', [waitingFor('IKE_AUTH', 1)], ['IKE_AUTH', 'response', 2], 'none'],
    [
      'the next request of a peer',
      [
        { peerMid: 1, begun: true },
        { peerMid: 4, begun: true },
      ],
      ['INFORMATIONAL', 'request', 5],
      '2',
    ],
    [
      'another part of the last request',
      [
        { peerMid: 1, begun: true, isPeerInParts: true },
        { peerMid: 4, begun: true },
      ],
      ['INFORMATIONAL', 'request', 1],
      '1',
    ],
    [
      'not the last request again: a copy is not parsed',
      [{ peerMid: 1, begun: true }],
      ['IKE_AUTH', 'request', 1],
      'none',
    ],
    [
      'a response without COOKIE2 is not for a request that has one',
      [
        { outstanding: { ...waitingFor('INFORMATIONAL', 4).outstanding, payloads: '[ N(UPD_SA_ADDR) N(COOKIE2) ]' } },
        waitingFor('INFORMATIONAL', 4),
      ],
      ['INFORMATIONAL', 'response', 4],
      '2',
    ],
    [
      'of two that await the same, the one that has waited longer',
      [
        { ...waitingFor('INFORMATIONAL', 4), turn: 9 },
        { ...waitingFor('INFORMATIONAL', 4), turn: 8 },
      ],
      ['INFORMATIONAL', 'response', 4],
      '2?',
    ],
    [
      'but not one that was given up long ago',
      [
        { ...waitingFor('INFORMATIONAL', 4), turn: 9, lastAt: 60_000 },
        { ...waitingFor('INFORMATIONAL', 4), turn: 8, lastAt: 0 },
      ],
      ['INFORMATIONAL', 'response', 4],
      '1?',
    ],
    [
      'a request of one that the log shows in the middle',
      [{ peerMid: -1, begun: false }],
      ['INFORMATIONAL', 'request', 17],
      '1',
    ],
    ['a request out of order', [{ peerMid: 1, begun: true }], ['INFORMATIONAL', 'request', 5], 'none'],
    [
      'IKE_AUTH is not for one that is up',
      [
        { ...UP, peerMid: 0, begun: true },
        { peerMid: 0, begun: true },
      ],
      ['IKE_AUTH', 'request', 1],
      '2',
    ],
    ['IKEv1 is not for IKEv2', [{ version: 2 }, { version: 1 }], ['QUICK_MODE', 'request', 4711], '2'],
    [
      'IKEv1: phase 1 is not for one that is up',
      [{ version: 1, ...UP }, { version: 1 }],
      ['ID_PROT', 'request', 0],
      '2',
    ],
  ] as const)('%s', (_, list, [exchange, direction, mid], found) => {
    const { daemon } = registered(...(list as readonly Partial<IkeSa>[]));
    expect(inWords(findParsed(daemon, HERE, PEER, parsedOf(exchange, direction, mid)))).toBe(found);
  });

  test.each([
    ['one that a thread has made a message for, and not sent it, is not meant', 5, 'message.generated', '2'],
    ['one whose message is sent may be', 5, 'packet.sent', '1?'],
    ['in a log without threads nothing is certain about that', -5, 'message.generated', '1?'],
  ] as const)('%s', (_, thread, last, found) => {
    const { daemon, sas } = registered(waitingFor('INFORMATIONAL', 4), waitingFor('INFORMATIONAL', 4));
    daemon.jobs.set(thread, { ...createJob(0), base: sas[0]!, last });
    expect(inWords(findParsed(daemon, HERE, PEER, parsedOf('INFORMATIONAL', 'response', 4)))).toBe(found);
  });

  test('knows no IKE_SA between other hosts', () => {
    const { daemon } = registered(waitingFor('IKE_AUTH', 1));
    expect(findParsed(daemon, HERE, '203.0.113.9[500]', parsedOf('IKE_AUTH', 'response', 1))).toBeNull();
  });
});

describe('findSender', () => {
  test.each([
    [
      'whose next message ID it is',
      [
        { version: 2, ownMid: 4 },
        { version: 2, ownMid: 0 },
      ],
      1,
      false,
      '2',
    ],
    [
      'who repeats it',
      [
        { version: 2, ownMid: 4, ...waitingFor('INFORMATIONAL', 4) },
        { version: 2, ownMid: 0 },
      ],
      4,
      true,
      '1',
    ],
    [
      'one that has not said anything',
      [
        { version: 2, ownMid: 4 },
        { version: 2, ownMid: -1 },
      ],
      9,
      false,
      '2',
    ],
    [
      'the oldest of equals, as a guess',
      [
        { version: 2, ownMid: 4 },
        { version: 2, ownMid: 4 },
      ],
      5,
      false,
      '1?',
    ],
    ['an IKE_SA of IKEv2', [{ version: 1 }, { version: 2, ownMid: 4 }], 5, false, '2'],
    ['nobody', [{ version: 2, ownMid: 4 }], 9, false, 'none'],
  ] as const)('%s', (_, list, mid, isAgain, found) => {
    const { daemon } = registered(...(list as readonly Partial<IkeSa>[]));
    const request = eventOf('retransmit.sent', { n: 1, mid });
    const first = eventOf('message.generated', {
      exchange: 'INFORMATIONAL',
      direction: 'request',
      mid,
      payloads: '[ ]',
    });
    expect(inWords(findSender(daemon, HERE, PEER, isAgain ? request : first))).toBe(found);
  });
});

describe('findBetween', () => {
  test.each([
    ['the only one', [{}], '1'],
    ['a live one before an ended one', [{}, { outcome: 'failed' }], '1'],
    ['the youngest of two live ones, as a guess', [{}, {}], '2?'],
    [
      'the one whose ports fit',
      [{ remote: { host: '192.0.2.2', port: 500, id: null } }, { remote: { host: '192.0.2.2', port: 4500, id: null } }],
      '1',
    ],
  ] as const)('%s', (_, list, found) => {
    const { daemon } = registered(...(list as unknown as readonly Partial<IkeSa>[]));
    expect(inWords(findBetween(daemon, HERE, PEER))).toBe(found);
  });
});

describe('findRetransmitter', () => {
  test.each([
    ['the one that waits for an answer', [waitingFor('IKE_AUTH', 1), waitingFor('IKE_SA_INIT', 0)], 0, 1, '1'],
    ['by how often it was sent already', [waitingFor('IKE_AUTH', 1, 2), waitingFor('IKE_AUTH', 1, 0)], 0, 1, '2'],
    [
      'the one that waits longest, as a guess',
      [waitingFor('IKE_AUTH', 1, 1, 20), waitingFor('IKE_AUTH', 1, 1, 10)],
      1,
      1,
      '2?',
    ],
    ['whatever the message ID', [waitingFor('INFORMATIONAL', 7, 3)], 3, null, '1'],
    [
      'not one that was answered',
      [{ outstanding: { exchange: 'IKE_AUTH', mid: 1, payloads: '[ ]', at: 0, retransmits: 0, isAnswered: true } }],
      0,
      1,
      'none',
    ],
    ['nobody', [{}], 0, 1, 'none'],
  ] as const)('%s', (_, list, n, mid, found) => {
    const { daemon } = registered(...(list as readonly Partial<IkeSa>[]));
    expect(inWords(findRetransmitter(daemon, n, mid))).toBe(found);
  });
});

describe('findHalfOpen', () => {
  test.each([
    ['the only one of the peer', [UP, { role: 'responder' }], '192.0.2.2', '2'],
    ['the oldest of two, as a guess', [{ role: 'responder' }, { role: 'responder' }], '192.0.2.2', '1?'],
    ['not one that this side initiated', [{ role: 'initiator' }, { role: 'responder' }], '192.0.2.2', '2'],
    ['any, when no peer is named', [UP, { role: 'responder' }], undefined, '2'],
    ['none of that peer', [{ role: 'responder' }], '203.0.113.9', 'none'],
    ['none that failed', [{ role: 'responder', outcome: 'failed' }], '192.0.2.2', 'none'],
  ] as const)('%s', (_, list, peer, found) => {
    const { daemon } = registered(...(list as readonly Partial<IkeSa>[]));
    expect(inWords(findHalfOpen(daemon, peer))).toBe(found);
  });
});

describe('findConnecting', () => {
  test.each([
    ['the only one that is not up', [UP, { role: 'initiator' }], '2'],
    ['the youngest of two, as a guess', [{}, {}], '2?'],
    ['nobody', [UP, { outcome: 'failed' }], 'none'],
  ] as const)('%s', (_, list, found) => {
    expect(inWords(findConnecting(registered(...(list as readonly Partial<IkeSa>[])).daemon, true))).toBe(found);
  });

  test('one that failed and remains, before one that is older', () => {
    const { daemon, sas } = registered({}, { outcome: 'failed' });
    daemon.remains.add(sas[1]!);
    expect(inWords(findConnecting(daemon, true))).toBe('2?');
  });

  test('unestablished is only who has sent nothing and heard nothing', () => {
    expect(inWords(findConnecting(registered({ ownMid: -1 }, { ownMid: 0 }).daemon, false))).toBe('1');
  });
});

describe('findUp and findDuplicate', () => {
  test.each([
    ['one is up', [UP, {}], '1'],
    ['two are up', [UP, UP], '1?'],
    ['none is up', [{}], 'none'],
  ] as const)('findUp: %s', (_, list, found) => {
    expect(inWords(findUp(registered(...(list as readonly Partial<IkeSa>[])).daemon))).toBe(found);
  });

  test('findDuplicate: the other one of that identity that came up', () => {
    const [a, b] = [peerAt(null, 'a.test'), peerAt(null, 'b.test')];
    const { daemon, sas } = registered({ ...UP, ...a }, { ...UP, ...b }, a, { ...UP, ...a });
    expect(inWords(findDuplicate(daemon, sas[3]!, 'a.test'))).toBe('1');
    expect(inWords(findDuplicate(daemon, sas[0]!, 'b.test'))).toBe('2');
    expect(inWords(findDuplicate(daemon, sas[1]!, 'b.test'))).toBe('none');
  });
});

const at = peerAt(4500);
test.each<[string, Partial<IkeSa>[], string, string]>([
  ['the one at that port', [at, peerAt(4501)], '192.0.2.2[4501]', '2'],
  ['none of two', [at, at], '192.0.2.2[4500]', 'none'],
  ['the one that has not ended', [{ ...at, outcome: 'deleted' }, at], '192.0.2.2[4500]', '2'],
  ['none at another address', [at], '192.0.2.3[4500]', 'none'],
])('findOnlyAt: %s', (_, sas, to, found) => expect(inWords(findOnlyAt(registered(...sas).daemon, to))).toBe(found));
