// Which IKE_SAs charon still has though they failed.
import { describe, expect, test } from 'vitest';
import { noteRemains } from '../../src/negotiation/remains.ts';
import { eventOf, registered } from '../fixtures/negotiation.ts';

const parsed = (payloads: string, direction = 'request') =>
  eventOf('message.parsed', { exchange: 'INFORMATIONAL', direction, mid: 4, payloads });

describe('noteRemains', () => {
  test.each([
    ['rejected in the middle of IKE_AUTH', parsed('[ N(AUTH_FAILED) ]'), {}, true],
    ['rejected when it was up', parsed('[ N(AUTH_FAILED) ]'), { everEstablished: true }, false],
    ['an answer', parsed('[ N(AUTH_FAILED) ]', 'response'), {}, false],
    ['another message', parsed('[ D ]'), {}, false],
    ['to be resolved later', eventOf('ike.unresolved', { host: 'a.test', seconds: 12 }), {}, true],
    ['not to be resolved', eventOf('ike.unresolved', { host: 'a.test' }), {}, false],
  ] as const)('%s', (_, event, more, remains) => {
    const { daemon, sas } = registered(more);
    noteRemains(sas[0]!, event);
    expect(daemon.remains.has(sas[0]!)).toBe(remains);
  });

  test('a name that is not resolved while the daemon stops', () => {
    const { daemon, sas } = registered({});
    daemon.endedBy = 'shutdown';
    noteRemains(sas[0]!, eventOf('ike.unresolved', { host: 'a.test' }));
    expect([...daemon.remains]).toEqual(sas);
  });

  test.each([
    ['ike.half-open.timeout', {}],
    ['ike.destroying', { state: 'CONNECTING' }],
    ['ike.deleted', {}],
  ] as const)('%s ends it', (type, fields) => {
    const { daemon, sas } = registered({});
    noteRemains(sas[0]!, parsed('[ N(AUTH_FAILED) ]'));
    noteRemains(sas[0]!, eventOf(type, fields));
    expect(daemon.remains.size).toBe(0);
  });

  test('no more than 1,024 are remembered, the oldest goes first', () => {
    const { daemon, sas } = registered(...Array.from({ length: 1025 }, () => ({})));
    for (const sa of sas) noteRemains(sa, parsed('[ N(AUTH_FAILED) ]'));
    expect(daemon.remains.size).toBe(1024);
    expect(daemon.remains.has(sas[0]!)).toBe(false);
  });
});
